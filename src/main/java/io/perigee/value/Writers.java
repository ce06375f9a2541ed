package io.perigee.value;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Finds, once per class, how objects of that class become Lua values. */
final class Writers {
    private static final ClassValue<Writer> CLASSES = new ClassValue<>() {
        @Override
        protected Writer computeValue(Class<?> type) {
            return of(type);
        }
    };

    private Writers() {}

    @FunctionalInterface
    private interface Writer {
        LuaValue write(Object object, Walk walk);
    }

    static LuaValue write(@Nullable Object object, Walk walk) {
        walk.node();
        LuaValue scalar = FromJava.scalar(object);
        if (object == null || scalar != null) {
            if (scalar instanceof LuaString string && object != string) {
                walk.bytes(string.length());
            }
            return scalar == null ? LuaNil.NIL : scalar;
        }
        return CLASSES.get(object.getClass()).write(object, walk);
    }

    static LuaTable list(Iterable<?> elements) {
        return elements(elements, Walk.fromJava(() -> "value"));
    }

    static LuaTable map(Map<?, ?> entries) {
        return entries(entries, Walk.fromJava(() -> "value"));
    }

    private static Writer of(Class<?> type) {
        if (type.isRecord() && !LuaConvertible.class.isAssignableFrom(type)) {
            RecordShape shape = RecordShape.of(type);
            return (object, walk) -> record(object, shape, walk);
        }
        if (Enum.class.isAssignableFrom(type) && !LuaConvertible.class.isAssignableFrom(type)) {
            return (object, walk) -> {
                Enum<?> constant = (Enum<?>) object;
                return EnumShape.of(constant.getDeclaringClass()).name(constant);
            };
        }
        if (type == char[].class) {
            return (object, walk) -> text(new String((char[]) object), walk);
        }
        if (type.isArray()) {
            return type.getComponentType().isPrimitive()
                    ? Writers::primitives
                    : (object, walk) -> elements(Arrays.asList((Object[]) object), walk);
        }
        return Writers::other;
    }

    private static LuaValue other(Object object, Walk walk) {
        if (object instanceof LuaConvertible convertible) {
            return convertible.toLua();
        }
        if (object instanceof Map<?, ?> map) {
            return entries(map, walk);
        }
        if (object instanceof Iterable<?> elements && !(object instanceof Path)) {
            return elements(elements, walk);
        }
        if (object instanceof CharSequence || object instanceof Character) {
            return text(object.toString(), walk);
        }
        if (object instanceof ByteBuffer buffer) {
            var bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            walk.bytes(bytes.length);
            return LuaString.wrap(bytes);
        }
        if (object instanceof BigInteger big) {
            return Numbers.from(big, walk);
        }
        if (object instanceof BigDecimal big) {
            return Numbers.from(big, walk);
        }
        return optional(object, walk);
    }

    private static LuaValue optional(Object object, Walk walk) {
        if (object instanceof Optional<?> optional) {
            walk.enter(object);
            LuaValue value = write(optional.orElse(null), walk);
            walk.leave();
            return value;
        }
        if (object instanceof OptionalInt optional) {
            return optional.isPresent() ? LuaInteger.of(optional.getAsInt()) : LuaNil.NIL;
        }
        if (object instanceof OptionalLong optional) {
            return optional.isPresent() ? LuaInteger.of(optional.getAsLong()) : LuaNil.NIL;
        }
        if (object instanceof OptionalDouble optional) {
            return optional.isPresent() ? LuaDouble.of(optional.getAsDouble()) : LuaNil.NIL;
        }
        throw walk.error(object.getClass().getName(), "a type with a Lua counterpart");
    }

    private static LuaValue text(String text, Walk walk) {
        walk.bytes(text.length());
        return LuaString.of(text);
    }

    private static LuaTable elements(Iterable<?> elements, Walk walk) {
        var table = new LuaTable();
        walk.enter(elements);
        long index = 1;
        for (Object element : elements) {
            walk.at(index);
            table.put(index++, write(element, walk));
        }
        walk.leave();
        return table;
    }

    private static LuaValue primitives(Object array, Walk walk) {
        int length = Array.getLength(array);
        walk.nodes(length);
        var table = new LuaTable(length);
        for (int i = 0; i < length; i++) {
            Object element = Array.get(array, i);
            LuaValue scalar = FromJava.scalar(element);
            table.put(i + 1L, scalar == null ? LuaString.of(element.toString()) : scalar);
        }
        return table;
    }

    private static LuaTable entries(Map<?, ?> entries, Walk walk) {
        var table = new LuaTable();
        walk.enter(entries);
        int pairs = 0;
        for (var entry : entries.entrySet()) {
            walk.at("[key]");
            LuaValue key = key(write(entry.getKey(), walk), walk);
            walk.at(key);
            LuaValue value = write(entry.getValue(), walk);
            table.put(key, value);
            pairs += value instanceof LuaNil ? 0 : 1;
        }
        walk.leave();
        if (table.size() != pairs) {
            throw walk.error("keys that are equal in Lua", "distinct keys");
        }
        return table;
    }

    private static LuaValue key(LuaValue key, Walk walk) {
        boolean nan = key instanceof LuaNumber number && Double.isNaN(number.doubleValue());
        if (nan || key instanceof LuaNil) {
            throw walk.error(key.toString(), "a key that is neither nil nor NaN");
        }
        return key;
    }

    private static LuaValue record(Object record, RecordShape shape, Walk walk) {
        var table = new LuaTable();
        walk.enter(record);
        for (int i = 0; i < shape.size(); i++) {
            var component = shape.component(i);
            walk.at(component.key());
            table.put(component.key(), write(component.get(record), walk));
        }
        walk.leave();
        return table;
    }
}
