package io.perigee.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a Lua value is in Java when nobody asked for a type: null, Boolean, Long or Double, String (or byte[] if it is
 * not UTF-8), List for a table with the keys 1..n (and for an empty one), Map for any other, the object of a userdata,
 * and a function as it is.
 */
final class Natural {
    static final Reader READER = Reader.ofNilToo(Object.class, Natural::value);

    /** As keys, bytes and tables stay what they are in Lua: their Java forms would not be found again. */
    static final Reader KEY_READER = Reader.of(Object.class, Natural::key);

    private Natural() {}

    private static @Nullable Object value(LuaValue value, Walk walk) {
        if (value instanceof LuaString string) {
            walk.bytes(string.length());
            return string.isUtf8() ? string.toString() : string.toByteArray();
        }
        if (value instanceof LuaTable table) {
            return table.isList() ? list(table, walk) : map(table, walk);
        }
        return scalar(value);
    }

    private static Object key(LuaValue value, Walk walk) {
        if (value instanceof LuaString string) {
            walk.bytes(string.length());
            return string.isUtf8() ? string.toString() : string;
        }
        Object scalar = scalar(value);
        return scalar == null ? value : scalar;
    }

    private static @Nullable Object scalar(LuaValue value) {
        if (value instanceof LuaNumber number) {
            return Numbers.natural(number);
        }
        if (value instanceof LuaBoolean bool) {
            return bool.isTruthy();
        }
        if (value instanceof LuaUserdata userdata) {
            return userdata.object();
        }
        return value instanceof LuaNil ? null : value;
    }

    private static Object list(LuaTable table, Walk walk) {
        walk.enter(table);
        var list = new ArrayList<@Nullable Object>(table.length());
        for (int i = 1; i <= table.length(); i++) {
            walk.at(i);
            list.add(READER.read(table.get(i), walk));
        }
        walk.leave();
        return list;
    }

    private static Object map(LuaTable table, Walk walk) {
        walk.enter(table);
        var map = new LinkedHashMap<Object, @Nullable Object>();
        table.forEach((key, value) -> {
            walk.at(key);
            map.put(key(key, walk), READER.read(value, walk));
        });
        walk.leave();
        return map;
    }
}
