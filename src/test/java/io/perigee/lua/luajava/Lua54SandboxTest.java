package io.perigee.lua.luajava;

import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngines;
import io.perigee.lua.spec.SandboxSpec;

class Lua54SandboxTest extends SandboxSpec {
    @Override
    protected LuaEngine open(EngineSettings settings) {
        return LuaEngines.find("lua54").open(settings);
    }
}
