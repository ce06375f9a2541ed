package io.perigee.procedure;

import io.perigee.remote.RpcResults;
import io.perigee.value.Conversion;
import io.perigee.value.LuaValues;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A method that peers may call, taken apart once: how its arguments are read and what becomes of its result. */
final class ObjectMethod {
    private final MethodHandle handle;
    private final MethodArgument[] arguments;
    private final Results results;
    private final boolean nonBlocking;

    private enum Results {
        NONE,
        FIRST,
        ALL
    }

    private ObjectMethod(MethodHandle handle, MethodArgument[] arguments, Results results, boolean nonBlocking) {
        this.handle = handle;
        this.arguments = arguments;
        this.results = results;
        this.nonBlocking = nonBlocking;
    }

    static ObjectMethod of(Class<?> type, Method method) {
        try {
            return new ObjectMethod(
                    handle(method),
                    MethodArgument.of(type, method),
                    results(type, method),
                    method.isAnnotationPresent(NonBlocking.class) || type.isAnnotationPresent(NonBlocking.class));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(type.getName() + "." + method.getName() + ": " + e.getMessage(), e);
        }
    }

    private static MethodHandle handle(Method method) {
        method.trySetAccessible();
        try {
            MethodHandle handle = MethodHandles.lookup().unreflect(method).asFixedArity();
            MethodHandle withReceiver = Modifier.isStatic(method.getModifiers())
                    ? MethodHandles.dropArguments(handle, 0, Object.class)
                    : handle;
            return withReceiver
                    .asSpreader(Object[].class, method.getParameterCount())
                    .asType(MethodType.methodType(Object.class, Object.class, Object[].class));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("method (expected: accessible to io.perigee)", e);
        }
    }

    private static Results results(Class<?> type, Method method) {
        Type returned = method.getGenericReturnType();
        if (CompletionStage.class.isAssignableFrom(method.getReturnType())) {
            returned = returned instanceof ParameterizedType future ? future.getActualTypeArguments()[0] : Object.class;
        }
        if (method.isAnnotationPresent(RpcResults.class)) {
            Conversion.ofAll(returned, type);
            return Results.ALL;
        }
        return returned == void.class || returned == Void.class ? Results.NONE : Results.FIRST;
    }

    boolean nonBlocking() {
        return nonBlocking;
    }

    /** The method of this very object as a procedure. */
    Procedure bind(Object object) {
        return call -> call(object, call);
    }

    private @Nullable Object call(Object object, CallContext call) throws Exception {
        var values = new @Nullable Object[arguments.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = arguments[i].read(call);
        }
        Object result = invoke(object, values);
        return result instanceof CompletionStage<?> stage && results != Results.FIRST
                ? stage.thenApply(this::toResults)
                : toResults(result);
    }

    private @Nullable Object invoke(Object object, @Nullable Object[] values) throws Exception {
        try {
            return (Object) handle.invokeExact(object, values);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private @Nullable Object toResults(@Nullable Object result) {
        return switch (results) {
            case NONE -> LuaValues.empty();
            case FIRST -> result;
            case ALL -> result == null ? LuaValues.empty() : Conversion.spread(result);
        };
    }
}
