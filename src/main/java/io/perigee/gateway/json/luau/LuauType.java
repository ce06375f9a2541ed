package io.perigee.gateway.json.luau;

import java.util.List;

/** A type of Luau, as far as values that are JSON have one. */
sealed interface LuauType {

    /** Types without parts. */
    enum Basic implements LuauType {
        NUMBER,
        STRING,
        BOOLEAN,
        ANY
    }

    /** {@code { T }}. */
    record Array(LuauType element) implements LuauType {}

    /** {@code { [K]: V }}. */
    record Dictionary(LuauType key, LuauType value) implements LuauType {}

    /** {@code T?}. */
    record Optional(LuauType type) implements LuauType {}

    /** One of several strings. */
    record Choice(List<String> strings) implements LuauType {
        public Choice {
            strings = List.copyOf(strings);
        }
    }

    /** A table that is declared under a name: see {@link Library#records}. */
    record Named(String name) implements LuauType {}
}
