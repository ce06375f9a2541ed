package io.perigee.value;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the reader of a Java type. */
final class Readers {
    private static final ClassValue<Reader> CLASSES = new ClassValue<>() {
        @Override
        protected Reader computeValue(Class<?> type) {
            Reader scalar = ScalarReaders.find(type);
            return scalar != null ? scalar : ofClass(type);
        }
    };

    private Readers() {}

    static Reader of(Class<?> type) {
        return CLASSES.get(type);
    }

    /** @param variables what the type variables stand for; those that are not among them stand for their bound */
    static Reader of(Type type, Map<TypeVariable<?>, Reader> variables) {
        if (type instanceof Class<?> plain) {
            return of(plain);
        }
        if (type instanceof ParameterizedType parameterized) {
            return ofParameterized(parameterized, variables);
        }
        if (type instanceof TypeVariable<?> variable) {
            Reader known = variables.get(variable);
            return known != null ? known : of(erase(variable));
        }
        if (type instanceof WildcardType wildcard) {
            return of(wildcard.getUpperBounds()[0], variables);
        }
        if (type instanceof GenericArrayType array) {
            return SequenceReader.array(erase(array), of(array.getGenericComponentType(), variables));
        }
        throw new ValueException("type: " + type + " (expected: a class, or a type made of classes)");
    }

    private static Reader ofParameterized(ParameterizedType type, Map<TypeVariable<?>, Reader> variables) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] types = type.getActualTypeArguments();
        if (raw.isRecord()) {
            return new RecordReader(raw, bind(raw, types, variables));
        }
        boolean container = raw == Optional.class || isCollection(raw) || isMap(raw);
        if (!container) {
            return of(raw);
        }
        var parameters = new Reader[types.length];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = of(types[i], variables);
        }
        return ofContainer(raw, parameters);
    }

    private static Reader ofClass(Class<?> type) {
        if (type.isEnum()) {
            return EnumShape.of(type);
        }
        if (type.isRecord()) {
            return new RecordReader(type, Map.of());
        }
        if (type.isArray()) {
            return SequenceReader.array(type, of(type.getComponentType()));
        }
        if (type == Optional.class || isCollection(type) || isMap(type)) {
            return ofContainer(type, Natural.READER, Natural.READER);
        }
        return byReference(type);
    }

    private static Reader ofContainer(Class<?> raw, Reader... parameters) {
        if (raw == Optional.class) {
            return optional(parameters[0]);
        }
        if (isMap(raw)) {
            return new MapReader(raw, asKey(parameters[0]), parameters[1]);
        }
        return raw.isAssignableFrom(ArrayList.class)
                ? SequenceReader.list(raw, parameters[0])
                : SequenceReader.set(raw, parameters[0]);
    }

    static Reader asKey(Reader reader) {
        return reader == Natural.READER ? Natural.KEY_READER : reader;
    }

    private static boolean isCollection(Class<?> type) {
        return Iterable.class.isAssignableFrom(type)
                && (type.isAssignableFrom(ArrayList.class) || type.isAssignableFrom(LinkedHashSet.class));
    }

    private static boolean isMap(Class<?> type) {
        return Map.class.isAssignableFrom(type) && type.isAssignableFrom(LinkedHashMap.class);
    }

    private static Reader optional(Reader content) {
        return Reader.ofNilToo(Optional.class, (value, walk) -> {
            if (value instanceof LuaNil) {
                return Optional.empty();
            }
            return Optional.ofNullable(content.read(value, walk));
        });
    }

    /** Types without a form in Lua: an object of theirs can only have been handed out by reference. */
    private static Reader byReference(Class<?> type) {
        if (type == void.class) {
            throw new ValueException("type: void (expected: a type that can hold a value)");
        }
        return Reader.of(type, (value, walk) -> {
            if (value instanceof LuaUserdata userdata) {
                throw walk.error("userdata of " + userdata.object().getClass().getSimpleName(), type.getSimpleName());
            }
            throw walk.mismatch(value, type.getSimpleName());
        });
    }

    /** What the type variables of all supertypes of a class stand for. */
    static Map<TypeVariable<?>, Reader> variablesOf(Class<?> type) {
        var variables = new HashMap<TypeVariable<?>, Reader>();
        collect(type, variables);
        return variables;
    }

    private static void collect(Class<?> type, Map<TypeVariable<?>, Reader> variables) {
        var supertypes = new ArrayList<Type>();
        if (type.getGenericSuperclass() != null) {
            supertypes.add(type.getGenericSuperclass());
        }
        supertypes.addAll(List.of(type.getGenericInterfaces()));
        for (Type supertype : supertypes) {
            if (supertype instanceof ParameterizedType parameterized) {
                Class<?> raw = (Class<?>) parameterized.getRawType();
                variables.putAll(bind(raw, parameterized.getActualTypeArguments(), variables));
            }
            collect(erase(supertype), variables);
        }
    }

    private static Map<TypeVariable<?>, Reader> bind(
            Class<?> raw, Type[] arguments, Map<TypeVariable<?>, Reader> variables) {
        var bound = new HashMap<TypeVariable<?>, Reader>();
        TypeVariable<?>[] parameters = raw.getTypeParameters();
        for (int i = 0; i < parameters.length; i++) {
            bound.put(parameters[i], of(arguments[i], variables));
        }
        return bound;
    }

    static Class<?> erase(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        if (type instanceof GenericArrayType array) {
            return Array.newInstance(erase(array.getGenericComponentType()), 0).getClass();
        }
        if (type instanceof WildcardType wildcard) {
            return erase(wildcard.getUpperBounds()[0]);
        }
        return erase(((TypeVariable<?>) type).getBounds()[0]);
    }
}
