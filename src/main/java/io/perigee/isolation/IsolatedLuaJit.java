package io.perigee.isolation;

import io.perigee.lua.luajava.LuaJitProvider;

/** LuaJIT in processes of its own: {@code luajit-isolated}. */
public final class IsolatedLuaJit extends IsolatedProvider {
    public IsolatedLuaJit() {
        super(new LuaJitProvider());
    }
}
