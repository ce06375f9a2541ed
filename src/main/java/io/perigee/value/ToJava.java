package io.perigee.value;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Conversion of Lua values to Java types. */
final class ToJava {
    private ToJava() {}

    static String path(String parent, LuaValue key) {
        return key instanceof LuaString name ? parent + "." + name : parent + "[" + key + "]";
    }

    static ValueException notInteger(LuaView view, String expected) {
        if (view.value() instanceof LuaNumber number) {
            return new ValueException(view.path() + ": " + number + " (expected: " + expected + ")");
        }
        return ValueException.mismatch(view, expected);
    }

    static String string(LuaView view) {
        if (!(view.value() instanceof LuaString string)) {
            throw ValueException.mismatch(view, "string");
        }
        int invalid = string.invalidUtf8At();
        if (invalid >= 0) {
            throw new ValueException(
                    view.path() + ": string with invalid UTF-8 at byte " + invalid + " (expected: UTF-8)");
        }
        return string.toString();
    }

    static List<LuaValue> list(LuaView view) {
        if (!(view.value() instanceof LuaTable table) || !table.isList()) {
            throw ValueException.mismatch(view, "table with keys 1..n");
        }
        var list = new ArrayList<LuaValue>(table.length());
        table.forEach((key, value) -> list.add(value));
        return list;
    }

    static Map<LuaValue, LuaValue> map(LuaView view) {
        if (!(view.value() instanceof LuaTable table)) {
            throw ValueException.mismatch(view, "table");
        }
        var map = new LinkedHashMap<LuaValue, LuaValue>();
        table.forEach(map::put);
        return map;
    }

    @SuppressWarnings("unchecked")
    static <T> T convert(LuaView view, Class<T> type) {
        return (T) convert(view, (Type) type);
    }

    static Object convert(LuaView view, Type type) {
        if (type instanceof Class<?> c && c.isInstance(view.value())) {
            return view.value();
        }
        throw new ValueException(view.path() + ": " + view.value().type() + " (expected: " + type.getTypeName() + ")");
    }
}
