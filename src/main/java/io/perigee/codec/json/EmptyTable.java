package io.perigee.codec.json;

/** What an empty table is in plain JSON, which cannot leave open whether it is a list or a map, as Lua does. */
public enum EmptyTable {
    /** {@code []}. */
    ARRAY,

    /** {@code {}}. */
    OBJECT
}
