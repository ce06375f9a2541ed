package io.perigee.procedure;

import io.perigee.remote.RpcName;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A class taken apart once: its methods with {@link RpcName}, those whose supertypes have it among them. */
final class ObjectShape {
    private static final ClassValue<ObjectShape> SHAPES = new ClassValue<>() {
        @Override
        protected ObjectShape computeValue(Class<?> type) {
            return new ObjectShape(type);
        }
    };

    private final String prefix;
    private final Map<String, ObjectMethod> methods = new LinkedHashMap<>();

    private ObjectShape(Class<?> type) {
        Set<Class<?>> types = supertypes(type);
        refuseHidden(types);
        prefix = types.stream()
                .map(each -> each.getAnnotation(RpcName.class))
                .filter(name -> name != null && !name.value().isEmpty())
                .map(RpcName::value)
                .findFirst()
                .orElse("");
        for (Method method : written(types)) {
            RpcName name = nameOf(method, types);
            if (name != null) {
                add(type, method, name.value().isEmpty() ? method.getName() : name.value());
            }
        }
    }

    /** The public methods that have code which somebody wrote, those of the classes below first. */
    private static List<Method> written(Set<Class<?>> types) {
        var methods = new ArrayList<Method>();
        for (Class<?> type : types) {
            for (Method method : type.getDeclaredMethods()) {
                int modifiers = method.getModifiers();
                if (Modifier.isPublic(modifiers)
                        && !Modifier.isAbstract(modifiers)
                        && !method.isBridge()
                        && methods.stream().noneMatch(known -> overrides(known, method))) {
                    methods.add(method);
                }
            }
        }
        return methods;
    }

    static ObjectShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** What comes before the names of the methods when they are registered; may be empty. */
    String prefix() {
        return prefix;
    }

    /** The methods under their names, without the prefix. */
    Map<String, ObjectMethod> methods() {
        return methods;
    }

    private void add(Class<?> type, Method method, String name) {
        if (methods.put(name, ObjectMethod.of(type, method)) != null) {
            throw new IllegalArgumentException(
                    name + ": two methods of " + type.getName() + " (expected: one, or another @RpcName)");
        }
    }

    private static void refuseHidden(Set<Class<?>> types) {
        for (Class<?> type : types) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.isAnnotationPresent(RpcName.class) && !Modifier.isPublic(method.getModifiers())) {
                    throw new IllegalArgumentException(
                            type.getName() + "." + method.getName() + ": not public (expected: a public method)");
                }
            }
        }
    }

    private static @Nullable RpcName nameOf(Method method, Set<Class<?>> types) {
        RpcName own = method.getAnnotation(RpcName.class);
        if (own != null) {
            return own;
        }
        for (Class<?> type : types) {
            for (Method candidate : type.getDeclaredMethods()) {
                if (candidate.isAnnotationPresent(RpcName.class) && overrides(method, candidate)) {
                    return candidate.getAnnotation(RpcName.class);
                }
            }
        }
        return null;
    }

    /** True if the parameters are the same, or what type variables of the other's class may stand for. */
    private static boolean overrides(Method method, Method other) {
        Class<?>[] types = method.getParameterTypes();
        Class<?>[] others = other.getParameterTypes();
        if (!method.getName().equals(other.getName()) || types.length != others.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            boolean variable = other.getGenericParameterTypes()[i] instanceof TypeVariable<?>;
            if (types[i] != others[i] && !(variable && others[i].isAssignableFrom(types[i]))) {
                return false;
            }
        }
        return true;
    }

    /** The class, its superclasses from below, and all their interfaces. */
    private static Set<Class<?>> supertypes(Class<?> type) {
        var types = new LinkedHashSet<Class<?>>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            types.add(c);
        }
        for (Class<?> c : Set.copyOf(types)) {
            addInterfaces(c, types);
        }
        return types;
    }

    private static void addInterfaces(Class<?> type, Set<Class<?>> types) {
        for (Class<?> each : type.getInterfaces()) {
            types.add(each);
            addInterfaces(each, types);
        }
    }
}
