package io.perigee.gateway.json.luau;

import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaName;
import io.perigee.value.LuaNumber;
import io.perigee.value.LuaString;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** What types of Java are in Luau, as {@link io.perigee.value.Conversion} converts between them. */
final class JavaTypes {
    private final Map<String, Map<String, LuauType>> records = new LinkedHashMap<>();
    private final Map<Class<?>, String> names = new LinkedHashMap<>();

    /** The records that were met, by the names that they have in Luau. */
    Map<String, Map<String, LuauType>> records() {
        return records;
    }

    LuauType of(AnnotatedType type) {
        LuauType luau = plain(type);
        return isNullable(type) && !(luau instanceof LuauType.Optional) ? new LuauType.Optional(luau) : luau;
    }

    /** Of an array or a list, the type of its elements. */
    LuauType elementOf(AnnotatedType type) {
        return type instanceof AnnotatedArrayType array
                ? of(array.getAnnotatedGenericComponentType())
                : argument(type, 0);
    }

    private static boolean isNullable(AnnotatedType type) {
        return Arrays.stream(type.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(annotation -> annotation.getSimpleName().equals("Nullable"));
    }

    private LuauType plain(AnnotatedType type) {
        Class<?> erased = erased(type.getType());
        if (erased == null) {
            return type instanceof AnnotatedArrayType ? new LuauType.Array(elementOf(type)) : LuauType.Basic.ANY;
        }
        if (isNumber(erased)) {
            return LuauType.Basic.NUMBER;
        }
        if (erased == boolean.class || erased == Boolean.class || LuaBoolean.class.isAssignableFrom(erased)) {
            return LuauType.Basic.BOOLEAN;
        }
        if (isString(erased)) {
            return LuauType.Basic.STRING;
        }
        if (erased == Optional.class) {
            return new LuauType.Optional(argument(type, 0));
        }
        if (erased == OptionalInt.class || erased == OptionalLong.class || erased == OptionalDouble.class) {
            return new LuauType.Optional(LuauType.Basic.NUMBER);
        }
        if (erased.isArray()
                || Iterable.class.isAssignableFrom(erased)
                || Iterator.class.isAssignableFrom(erased)
                || BaseStream.class.isAssignableFrom(erased)) {
            return new LuauType.Array(elementOf(type));
        }
        if (Map.class.isAssignableFrom(erased)) {
            return new LuauType.Dictionary(argument(type, 0), argument(type, 1));
        }
        if (erased.isEnum()) {
            return choice(erased);
        }
        return erased.isRecord() ? record(erased) : LuauType.Basic.ANY;
    }

    private static @Nullable Class<?> erased(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : null;
    }

    private static boolean isNumber(Class<?> type) {
        return (type.isPrimitive() && type != boolean.class && type != char.class && type != void.class)
                || Number.class.isAssignableFrom(type)
                || LuaNumber.class.isAssignableFrom(type);
    }

    private static boolean isString(Class<?> type) {
        return CharSequence.class.isAssignableFrom(type)
                || type == char.class
                || type == Character.class
                || type == char[].class
                || type == byte[].class
                || type == ByteBuffer.class
                || type == LuaString.class;
    }

    private LuauType argument(AnnotatedType type, int index) {
        if (!(type instanceof AnnotatedParameterizedType generic)) {
            return LuauType.Basic.ANY;
        }
        AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
        return index < arguments.length ? of(arguments[index]) : LuauType.Basic.ANY;
    }

    private static LuauType choice(Class<?> type) {
        var strings = new ArrayList<String>();
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            try {
                LuaName named = type.getField(name).getAnnotation(LuaName.class);
                strings.add(named == null ? name : named.value());
            } catch (NoSuchFieldException e) {
                strings.add(name);
            }
        }
        return new LuauType.Choice(strings);
    }

    /** Named first, since a record may have itself among its components. */
    private LuauType record(Class<?> type) {
        String known = names.get(type);
        if (known != null) {
            return new LuauType.Named(known);
        }
        String name = new Names(records.keySet()).claim(Luau.identifier(type.getSimpleName()));
        names.put(type, name);
        var fields = new LinkedHashMap<String, LuauType>();
        records.put(name, fields);
        for (RecordComponent component : type.getRecordComponents()) {
            LuaName named = component.getAnnotation(LuaName.class);
            fields.put(named == null ? component.getName() : named.value(), of(component.getAnnotatedType()));
        }
        return new LuauType.Named(name);
    }

    /** The types of the components of a record that stands for several results. */
    List<LuauType> componentsOf(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> of(component.getAnnotatedType()))
                .toList();
    }
}
