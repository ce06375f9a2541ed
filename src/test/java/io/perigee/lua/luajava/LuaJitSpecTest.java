package io.perigee.lua.luajava;

import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngines;
import io.perigee.lua.spec.LuaSpec;

class LuaJitSpecTest extends LuaSpec {
    @Override
    protected LuaEngine open(EngineSettings settings) {
        return LuaEngines.find("luajit").open(settings);
    }
}
