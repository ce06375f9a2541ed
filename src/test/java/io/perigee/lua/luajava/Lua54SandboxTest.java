package io.perigee.lua.luajava;

import static io.perigee.lua.spec.EngineDriver.done;
import static io.perigee.lua.spec.EngineDriver.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.lua.engine.Budget;
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

    @Test
    void patternsAreIteratedFromWhereItIsAskedFor() {
        String code = """
                local slow = ("\1?"):rep(40)
                local function all(...)
                  local found = {}
                  for word in string.gmatch(...) do found[#found + 1] = word end
                  return table.concat(found, " ")
                end
                local text, found = "one two three", {}
                for _, from in ipairs({ 1, 5, 6, -5, 0, 13, 14, 15, -99 }) do
                  local fast, slowly = all(text, "%a+", from), all(text, slow .. "%a+", from)
                  found[#found + 1] = fast == slowly and fast or fast .. " / " .. slowly
                end
                return table.concat(found, "; ")
                """;
        assertThat(done(lua.run(environment, code, Budget.NONE)).get(0))
                .hasToString("one two three; two three; wo three; three; one two three; e; ; ; one two three");
    }
}
