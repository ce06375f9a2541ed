package io.perigee.lua.luajava;

import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngines;
import io.perigee.lua.spec.LuaSpec;

class Lua51SpecTest extends LuaSpec {
    @Override
    protected LuaEngine open(EngineSettings settings) {
        return LuaEngines.find("lua51").open(settings);
    }
}
