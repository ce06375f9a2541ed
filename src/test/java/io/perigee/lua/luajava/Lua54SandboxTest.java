package io.perigee.lua.luajava;

import static io.perigee.lua.spec.EngineDriver.done;
import static io.perigee.lua.spec.EngineDriver.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngines;
import io.perigee.lua.spec.SandboxSpec;
import io.perigee.value.LuaValues;
import org.junit.jupiter.api.Test;

class Lua54SandboxTest extends SandboxSpec {
    @Override
    protected LuaEngine open(EngineSettings settings) {
        return LuaEngines.find("lua54").open(settings);
    }

    @Test
    void whatAnEndedCoroutineLeftToBeClosedStaysOpen() {
        String endless = "local v <close> = setmetatable({}, { __close = function() while true do end end })";
        failed(lua.run(
                environment,
                "co = coroutine.create(function() " + endless + " while true do end end) coroutine.resume(co)",
                HALF_A_SECOND));

        assertThat(done(lua.run(environment, "return coroutine.close(co)", HALF_A_SECOND)))
                .isEqualTo(LuaValues.from(true));
    }
}
