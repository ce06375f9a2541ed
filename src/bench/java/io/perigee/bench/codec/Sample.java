package io.perigee.bench.codec;

import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;

/** Values to be written and read, one after the other at top level, as the arguments of a call are. */
public enum Sample {
    ARGUMENTS("\"add\", 3, 4") {
        @Override
        LuaValue[] contents() {
            return new LuaValue[] {LuaValue.from("add"), LuaValue.from(3), LuaValue.from(4)};
        }
    },

    MIXED("true, 21.5, \"celsius\"") {
        @Override
        LuaValue[] contents() {
            return new LuaValue[] {LuaValue.from(true), LuaValue.from(21.5), LuaValue.from("celsius")};
        }
    },

    /** Five times four kinds of values, none of them equal to another string. */
    MAP("a map of 20") {
        @Override
        LuaValue[] contents() {
            var map = new LuaTable();
            for (int i = 0; i < 5; i++) {
                map.put("count" + i, 1_000 * i);
                map.put("level" + i, i + 0.25);
                map.put("ready" + i, i % 2 == 0);
                map.put("state" + i, "running-" + i);
            }
            return new LuaValue[] {map};
        }
    };

    final String title;

    Sample(String title) {
        this.title = title;
    }

    abstract LuaValue[] contents();
}
