package io.perigee.isolation;

import io.perigee.lua.luajava.Lua54Provider;

/** Lua 5.4 in processes of its own: {@code lua54-isolated}. */
public final class IsolatedLua54 extends IsolatedProvider {
    public IsolatedLua54() {
        super(new Lua54Provider());
    }
}
