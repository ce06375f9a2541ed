package io.perigee.lua.luajava;

/** Lua 5.4. */
public final class Lua54Provider extends LuajavaProvider {
    public Lua54Provider() {
        super(Dialect.LUA54);
    }
}
