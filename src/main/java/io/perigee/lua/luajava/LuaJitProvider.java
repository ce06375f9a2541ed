package io.perigee.lua.luajava;

/** LuaJIT 2.1. */
public final class LuaJitProvider extends LuajavaProvider {
    public LuaJitProvider() {
        super(Dialect.LUAJIT);
    }
}
