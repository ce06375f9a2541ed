package io.perigee.gateway.json.luau;

import io.perigee.procedure.CallContext;
import io.perigee.remote.RpcName;
import io.perigee.remote.RpcResults;
import io.perigee.value.LuaValues;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A class or an interface of Java as a library: each method is a procedure. */
final class ClassLibrary {
    private final Class<?> type;
    private final JavaTypes types = new JavaTypes();

    ClassLibrary(Class<?> type) {
        this.type = type;
    }

    Library read() {
        var functions = new ArrayList<LuauFunction>();
        // The order of a class file is not kept by reflection.
        Method[] methods = type.getMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName).thenComparing(Method::toGenericString));
        String prefix = type.isAnnotationPresent(RpcName.class)
                ? type.getAnnotation(RpcName.class).value()
                : "";
        for (Method method : methods) {
            String name = name(method);
            if (name != null) {
                functions.add(function(prefix.isEmpty() ? name : prefix + "." + name, method));
            }
        }
        if (functions.isEmpty()) {
            throw new IllegalArgumentException("class: " + type.getName()
                    + " (expected: an interface with methods, or a class with methods that have @RpcName)");
        }
        return new Library(functions, types.records());
    }

    /** Null if the method is no procedure. */
    private @Nullable String name(Method method) {
        RpcName name = method.getAnnotation(RpcName.class);
        boolean called = type.isInterface()
                ? Modifier.isAbstract(method.getModifiers())
                : name != null && !method.isBridge() && !Modifier.isAbstract(method.getModifiers());
        if (!called) {
            return null;
        }
        return name == null || name.value().isEmpty() ? method.getName() : name.value();
    }

    private LuauFunction function(String name, Method method) {
        var parameters = new ArrayList<LuauFunction.Parameter>();
        LuauType rest = null;
        for (Parameter parameter : method.getParameters()) {
            if (parameter.getType() == CallContext.class) {
                continue;
            }
            if (parameter.getType() == LuaValues.class) {
                rest = LuauType.Basic.ANY;
            } else if (parameter.isVarArgs()) {
                rest = types.elementOf(parameter.getAnnotatedType());
            } else {
                parameters.add(new LuauFunction.Parameter(parameter.getName(), types.of(parameter.getAnnotatedType())));
            }
        }
        return new LuauFunction(name, parameters, rest, results(method));
    }

    private @Nullable List<LuauType> results(Method method) {
        AnnotatedType returned = method.getAnnotatedReturnType();
        Class<?> erased = method.getReturnType();
        if (CompletionStage.class.isAssignableFrom(erased) || erased == Future.class) {
            if (!(returned instanceof AnnotatedParameterizedType future)) {
                return null;
            }
            returned = future.getAnnotatedActualTypeArguments()[0];
        }
        if (returned.getType() == void.class || returned.getType() == Void.class) {
            return List.of();
        }
        if (returned.getType() == LuaValues.class) {
            return null;
        }
        if (method.isAnnotationPresent(RpcResults.class)) {
            return returned.getType() instanceof Class<?> record && record.isRecord()
                    ? types.componentsOf(record)
                    : null;
        }
        return List.of(types.of(returned));
    }
}
