package io.perigee.value;

import java.util.Locale;

/** The types of Lua values, named as Lua's own {@code type()} names them. */
public enum LuaType {
    NIL,
    BOOLEAN,
    NUMBER,
    STRING,
    TABLE,
    FUNCTION,
    USERDATA;

    private final String luaName = name().toLowerCase(Locale.ROOT);

    /** The name in lower case, as Lua prints it. */
    @Override
    public String toString() {
        return luaName;
    }
}
