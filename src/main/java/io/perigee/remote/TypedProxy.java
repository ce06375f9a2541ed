package io.perigee.remote;

import io.perigee.value.LuaConvertible;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Interfaces whose methods are calls. */
final class TypedProxy implements InvocationHandler {
    private final Class<?> type;
    private final ProxyShape shape;
    private final ProxyTarget target;

    private TypedProxy(Class<?> type, ProxyTarget target) {
        this.type = type;
        this.shape = ProxyShape.of(type);
        this.target = target;
    }

    static <T> T create(Class<T> type, Caller caller) {
        return create(type, new ProxyTarget.Procedures(caller), type);
    }

    /** The proxy of an object can be passed as an argument, as the object can. */
    static <T> T create(Class<T> type, RemoteObject object) {
        return LuaConvertible.class.isAssignableFrom(type)
                ? create(type, new ProxyTarget.Methods(object), type)
                : create(type, new ProxyTarget.Methods(object), type, LuaConvertible.class);
    }

    private static <T> T create(Class<T> type, ProxyTarget target, Class<?>... interfaces) {
        var handler = new TypedProxy(type, target);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), interfaces, handler));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args) throws Throwable {
        Class<?> declaring = method.getDeclaringClass();
        if (declaring == Object.class) {
            return switch (method.getName()) {
                case "equals" -> args != null && proxy == args[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> toString();
            };
        }
        if (declaring == LuaConvertible.class && target instanceof ProxyTarget.Methods methods) {
            return methods.convertible().toLua();
        }
        return shape.invoke(proxy, target, method, args);
    }

    @Override
    public String toString() {
        return type.getSimpleName() + " at " + target;
    }
}
