package io.perigee.lua.luajava;

/** Lua 5.1, the dialect of the Lua {@code rpc} module. */
public final class Lua51Provider extends LuajavaProvider {
    public Lua51Provider() {
        super(Dialect.LUA51);
    }
}
