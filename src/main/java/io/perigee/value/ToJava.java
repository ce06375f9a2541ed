package io.perigee.value;

import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the methods of {@link LuaView} do. */
final class ToJava {
    private ToJava() {}

    static ValueException notInteger(LuaView view, String expected) {
        if (view.value() instanceof LuaNumber number) {
            return new ValueException(view.path() + ": " + number + " (expected: " + expected + ")");
        }
        return ValueException.mismatch(view, expected);
    }

    static Map<LuaValue, LuaValue> map(LuaView view) {
        if (!(view.value() instanceof LuaTable table)) {
            throw ValueException.mismatch(view, "table");
        }
        var map = new LinkedHashMap<LuaValue, LuaValue>();
        table.forEach(map::put);
        return map;
    }

    static <T> List<T> list(LuaView view, Class<T> element) {
        return unchecked(read(view, SequenceReader.list(List.class, Readers.of(element))));
    }

    static <K, V> Map<K, V> map(LuaView view, Class<K> key, Class<V> value) {
        return unchecked(read(view, new MapReader(Map.class, Readers.asKey(Readers.of(key)), Readers.of(value))));
    }

    static <T> T convert(LuaView view, Class<T> type) {
        return unchecked(read(view, Readers.of(type)));
    }

    static @Nullable Object convert(LuaView view, Type type) {
        return read(view, Readers.of(type, Map.of()));
    }

    private static @Nullable Object read(LuaView view, Reader reader) {
        return reader.read(view.value(), Walk.toJava(view, Walk.MAX_NODES));
    }

    /** Readers give what they were made for; null alone is beyond what the signature says, and only for Object. */
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unchecked(@Nullable Object read) {
        return (T) read;
    }
}
