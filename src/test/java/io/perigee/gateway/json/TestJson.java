package io.perigee.gateway.json;

import io.perigee.codec.json.JsonArguments;
import io.perigee.value.LuaTable;

/** JSON as a table. */
final class TestJson {
    private TestJson() {}

    static LuaTable table(String json) {
        return (LuaTable) JsonArguments.parse(json);
    }
}
