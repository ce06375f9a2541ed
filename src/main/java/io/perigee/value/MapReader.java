package io.perigee.value;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** Reads tables as maps, in the order of their pairs. */
final class MapReader extends Reader {
    private final Reader keys;
    private final Reader values;

    MapReader(Class<?> target, Reader keys, Reader values) {
        super(target);
        this.keys = keys;
        this.values = values;
    }

    @Override
    Object convert(LuaValue value, Walk walk) {
        if (!(value instanceof LuaTable table)) {
            throw walk.mismatch(value, "table");
        }
        var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        walk.enter(table);
        table.forEach((key, element) -> {
            walk.atKey(key);
            Object readKey = keys.read(key, walk);
            walk.at(key);
            map.put(readKey, values.read(element, walk));
        });
        walk.leave();
        if (map.size() != table.size()) {
            throw walk.error("keys that are equal as " + keys.target().getSimpleName(), "distinct keys");
        }
        return map;
    }
}
