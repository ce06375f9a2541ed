package io.perigee.isolation;

import io.perigee.lua.luajava.Lua51Provider;

/** Lua 5.1 in processes of its own: {@code lua51-isolated}. */
public final class IsolatedLua51 extends IsolatedProvider {
    public IsolatedLua51() {
        super(new Lua51Provider());
    }
}
