package io.perigee.lua.luajava;

import static io.perigee.lua.spec.EngineDriver.await;
import static io.perigee.lua.spec.EngineDriver.done;
import static io.perigee.lua.spec.EngineDriver.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngines;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Step.Cause;
import io.perigee.lua.spec.EngineDriver;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hook fires at any instruction, those of the prelude among them: each may be the last of a run. */
class EndOfRunTest {
    private static final int PERIOD = 1000;
    private static final Budget BUDGET = new Budget(20L * PERIOD, Duration.ZERO);

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void saysWhyWhereverTheHookFires(String dialect) {
        // To make a coroutine is charged for: that is where the prelude itself sees the end, unless the hook is first.
        String code = "for i = 1, ... do end while true do coroutine.create(print) end";
        try (var lua = new EngineDriver(LuaEngines.find(dialect).open(EngineSettings.SANDBOXED))) {
            int environment = await(lua.engine().newEnvironment());
            for (int phase = 0; phase < PERIOD; phase++) {
                // The one before ended for another reason.
                interrupt(lua, environment);

                Step.Failed failure = failed(lua.run(environment, code, BUDGET, phase));

                assertThat(failure.cause()).as("phase %s: %s", phase, failure).isEqualTo(Cause.BUDGET);
            }
        }
    }

    private static void interrupt(EngineDriver lua, int environment) {
        CompletionStage<Step> running = lua.start(environment, "while true do end", Budget.NONE);
        while (!running.toCompletableFuture().isDone()) {
            lua.engine().interrupt("enough");
        }
        assertThat(failed(await(running)).cause()).isEqualTo(Cause.INTERRUPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void leavesThePreludeWholeWhereverTheHookFires(String dialect) {
        // A pcall that fails makes a coroutine, which is charged for: here none does, so that it is the hook that ends
        // it.
        String code = "local function f() return 1 end local function g() return pcall(f) end"
                + " for i = 1, ... do end while true do pcall(g) end";
        try (var lua = new EngineDriver(LuaEngines.find(dialect).open(EngineSettings.SANDBOXED))) {
            int environment = await(lua.engine().newEnvironment());
            for (int phase = 0; phase < PERIOD; phase++) {
                Step.Failed end = failed(lua.run(environment, code, BUDGET, phase));
                assertThat(end.cause()).as("phase %s: %s", phase, end).isEqualTo(Cause.BUDGET);

                Step next = lua.run(environment, "return pcall(pcall, pcall, select, 2, 1, 2)", Budget.NONE);

                assertThat(done(next)).as("after phase %s", phase).isEqualTo(LuaValues.from(true, true, true, 2));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51", "lua54", "luajit"})
    void keepsNothingOfTheErrorsOfItsCoroutines(String dialect) {
        String code = "local kept = setmetatable({}, { __mode = 'v' })"
                + " local function fail() kept[1] = {} error(kept[1]) end"
                + " pcall(coroutine.wrap(fail)) shared.kept = kept if ... then while true do end end";
        try (var lua = new EngineDriver(LuaEngines.find(dialect).open(EngineSettings.SANDBOXED))) {
            lua.run("shared = {}");
            for (boolean endless : new boolean[] {false, true}) {
                lua.run(0, code, BUDGET, endless ? true : null);

                String collect = "for i = 1, 1e6 do local t = {} end return #shared.kept";
                assertThat(lua.result(collect).asLong())
                        .as("endless: %s", endless)
                        .isZero();
            }
        }
    }

    /** What a run has left to be closed runs when an error passes it; the end of a run is none that anything follows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pcall(function() local x <close> = last while true do coroutine.create(print) end end)",
                "pcall(function() local x <close> = last coroutine.wrap(spin)() end)",
                "coroutine.wrap(function() pcall(function() local x <close> = last coroutine.wrap(spin)() end) end)()",
                "local co = coroutine.create(function() local x <close> = endless coroutine.yield() end)"
                        + " coroutine.resume(co) coroutine.close(co) ask()",
            })
    void nothingAsksTheHostForMore(String code) {
        String closing = "local function spin() while true do end end"
                + " local last = setmetatable({}, { __close = function() ask() end })"
                + " local endless = setmetatable({}, { __close = spin }) for i = 1, ... do end ";
        try (var lua = new EngineDriver(LuaEngines.find("lua54").open(EngineSettings.SANDBOXED))) {
            await(lua.engine().register("ask"));
            int environment = await(lua.engine().newEnvironment());
            for (int phase = 0; phase < PERIOD; phase++) {
                Step end = lua.run(environment, closing + code, BUDGET, phase);

                assertThat(failed(end).cause()).as("phase %s: %s", phase, end).isEqualTo(Cause.BUDGET);
            }
        }
    }
}
