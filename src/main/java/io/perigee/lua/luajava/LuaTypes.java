package io.perigee.lua.luajava;

/** The numbers of Lua's types, the same in every dialect. */
final class LuaTypes {
    static final int NIL = 0;
    static final int BOOLEAN = 1;
    static final int NUMBER = 3;
    static final int STRING = 4;
    static final int TABLE = 5;

    private LuaTypes() {}
}
