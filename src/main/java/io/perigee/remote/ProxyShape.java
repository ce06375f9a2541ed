package io.perigee.remote;

import io.perigee.value.LuaConvertible;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An interface taken apart once: what each of its methods does. */
final class ProxyShape {
    private static final ClassValue<ProxyShape> SHAPES = new ClassValue<>() {
        @Override
        protected ProxyShape computeValue(Class<?> type) {
            return new ProxyShape(type);
        }
    };

    private static final @Nullable Object[] NO_ARGS = {};

    private final Map<Method, ProxyMethod> calls = new HashMap<>();
    private final Map<Method, MethodHandle> defaults = new HashMap<>();

    private ProxyShape(Class<?> type) {
        if (!type.isInterface() || type.isAnnotation() || type.isSealed()) {
            throw new IllegalArgumentException("proxy: " + type.getName() + " (expected: an interface)");
        }
        for (Method method : type.getMethods()) {
            if (method.isDefault()) {
                addDefault(method);
            } else if (Modifier.isAbstract(method.getModifiers()) && !isOfObject(method)) {
                addCall(type, method);
            }
        }
    }

    static ProxyShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private void addCall(Class<?> type, Method method) {
        if (method.getDeclaringClass() == LuaConvertible.class) {
            return;
        }
        try {
            calls.put(method, ProxyMethod.of(type, method));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "proxy: " + type.getName() + "." + method.getName() + ": " + e.getMessage(), e);
        }
    }

    private void addDefault(Method method) {
        Class<?> declaring = method.getDeclaringClass();
        try {
            defaults.put(
                    method,
                    MethodHandles.privateLookupIn(declaring, MethodHandles.lookup())
                            .unreflectSpecial(method, declaring)
                            .asFixedArity()
                            .asSpreader(Object[].class, method.getParameterCount())
                            .asType(MethodType.methodType(Object.class, Object.class, Object[].class)));
        } catch (IllegalAccessException e) {
            // A named module that does not open its package: the JDK calls the method in its stead, if it is exported.
            defaults.remove(method);
        }
    }

    private static boolean isOfObject(Method method) {
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    @Nullable
    Object invoke(Object proxy, ProxyTarget target, Method method, @Nullable Object @Nullable [] args)
            throws Throwable {
        ProxyMethod call = calls.get(method);
        if (call != null) {
            return call.call(target, args);
        }
        MethodHandle handle = defaults.get(method);
        if (handle != null) {
            @Nullable Object[] all = args == null ? NO_ARGS : args;
            return (Object) handle.invokeExact(proxy, all);
        }
        return InvocationHandler.invokeDefault(proxy, method, args);
    }
}
