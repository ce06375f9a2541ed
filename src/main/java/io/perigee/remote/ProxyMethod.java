package io.perigee.remote;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A method of an interface taken apart once.
 *
 * @param procedure its name as a procedure of a peer, that of the interface before it
 * @param name its name as a method of an object
 */
record ProxyMethod(String procedure, String name, boolean variable, boolean async, ProxyResult result) {
    private static final @Nullable Object[] NO_ARGS = {};

    static ProxyMethod of(Class<?> type, Method method) {
        RpcName named = method.getAnnotation(RpcName.class);
        String name = named == null || named.value().isEmpty() ? method.getName() : named.value();
        RpcName prefix = type.getAnnotation(RpcName.class);
        String procedure = prefix == null || prefix.value().isEmpty() ? name : prefix.value() + "." + name;
        return new ProxyMethod(
                procedure, name, method.isVarArgs(), ProxyResult.isAsync(method), ProxyResult.of(type, method));
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    @Nullable
    Object call(ProxyTarget target, @Nullable Object @Nullable [] args) {
        var all = arguments(args);
        if (async) {
            return Futures.map(target.callAsync(this, all), result::read);
        }
        return result.read(target.call(this, all));
    }

    private @Nullable Object[] arguments(@Nullable Object @Nullable [] args) {
        if (args == null) {
            return NO_ARGS;
        }
        if (!variable) {
            return args;
        }
        int fixed = args.length - 1;
        Object rest = args[fixed];
        int count = rest == null ? 0 : Array.getLength(rest);
        var all = Arrays.copyOf(args, fixed + count);
        for (int i = 0; i < count; i++) {
            all[fixed + i] = Array.get(rest, i);
        }
        return all;
    }
}
