package io.perigee.remote;

import io.perigee.value.Conversion;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValues;
import io.perigee.value.LuaView;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What becomes of the results of a call, by the return type of the method. */
sealed interface ProxyResult {

    @Nullable
    Object read(LuaValues results);

    static boolean isAsync(Method method) {
        Class<?> type = method.getReturnType();
        return type != Object.class && type.isAssignableFrom(CompletableFuture.class);
    }

    static ProxyResult of(Class<?> context, Method method) {
        AnnotatedType type = method.getAnnotatedReturnType();
        if (isAsync(method)) {
            if (!(type instanceof AnnotatedParameterizedType future)) {
                return new Converted(Conversion.to(Object.class));
            }
            type = future.getAnnotatedActualTypeArguments()[0];
        }
        if (method.isAnnotationPresent(RpcResults.class)) {
            return new Converted(Conversion.ofAll(type.getType(), context));
        }
        if (type.getType() == void.class || type.getType() == Void.class) {
            return new Nothing();
        }
        if (type.getType() == LuaValues.class) {
            return new All();
        }
        var converted = new Converted(Conversion.to(type, context));
        return mayBeProxy(converted.conversion.target()) ? new Handed(converted) : converted;
    }

    private static boolean mayBeProxy(Class<?> type) {
        return type.isInterface()
                && !Iterable.class.isAssignableFrom(type)
                && !Map.class.isAssignableFrom(type)
                && !CharSequence.class.isAssignableFrom(type)
                && !LuaView.class.isAssignableFrom(type);
    }

    /** For void. */
    record Nothing() implements ProxyResult {
        @Override
        public @Nullable Object read(LuaValues results) {
            return null;
        }
    }

    /** For {@link LuaValues}. */
    record All() implements ProxyResult {
        @Override
        public Object read(LuaValues results) {
            return results;
        }
    }

    /** For whatever has a form in Lua. */
    record Converted(Conversion conversion) implements ProxyResult {
        @Override
        public @Nullable Object read(LuaValues results) {
            return conversion.read(results);
        }
    }

    /** For interfaces: an object that the peer handed out may stand behind. */
    record Handed(Converted other) implements ProxyResult {
        @Override
        public @Nullable Object read(LuaValues results) {
            Class<?> type = other.conversion.target();
            if (results.value() instanceof LuaUserdata userdata
                    && userdata.object() instanceof RemoteObject object
                    && !type.isInstance(object)) {
                return object.as(type);
            }
            return other.read(results);
        }
    }
}
