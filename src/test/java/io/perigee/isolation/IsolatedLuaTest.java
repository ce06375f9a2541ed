package io.perigee.isolation;

import static io.perigee.isolation.Driver.SECOND;
import static io.perigee.isolation.Driver.failure;
import static io.perigee.isolation.Driver.get;
import static io.perigee.isolation.Driver.results;
import static io.perigee.isolation.Driver.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.Capability;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.LuaEngineProvider;
import io.perigee.lua.engine.LuaEngines;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Step.Cause;
import io.perigee.lua.engine.Target;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lua itself in processes of its own: without the sandbox, where the process is all that holds. */
class IsolatedLuaTest {
    private static final long MEMORY = 32L << 20;

    /** No sandbox of the engine, yet a limit of the operating system. */
    private static final EngineSettings BARE = new EngineSettings(
            "bare", true, EngineSettings.LIBRARIES, true, MEMORY, EngineSettings.TRUSTED.stackBytes());

    private final List<LuaEngine> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(LuaEngine::close);
    }

    @AfterAll
    static void stopAll() {
        ChildPool.SHARED.clear();
    }

    private LuaEngine open(String name, EngineSettings settings) {
        LuaEngine engine = LuaEngines.find(name).open(settings);
        opened.add(engine);
        return engine;
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua51-isolated", "lua54-isolated", "luajit-isolated"})
    void everyDialectRunsAndAsksItsHost(String name) {
        LuaEngine engine = open(name, EngineSettings.SANDBOXED);
        get(engine.register("gateway.send"));
        get(engine.set("limit", LuaValue.of(3)));
        int environment = get(engine.newEnvironment());
        long function = get(engine.load(
                environment,
                LuaString.of("local ok, sent = pcall(gateway.send, ...) return ok, sent .. limit"),
                "@rpc"));
        var asked = (Step.Operation) get(
                engine.spawn(environment, new Target.Function(function), LuaValues.of(LuaString.of("x\0y")), SECOND));
        assertThat(asked.name()).isEqualTo("gateway.send");
        assertThat(asked.arguments()).isEqualTo(LuaValues.of(LuaString.of("x\0y")));
        assertThat(results(engine.resume(asked.run(), LuaValues.of(LuaString.of("sent"))))
                        .toList())
                .containsExactly(LuaValue.of(true), LuaString.of("sent3"));
        assertThat(failure(engine.spawn(
                                environment, new Target.Path(LuaString.of("none.such")), LuaValues.empty(), SECOND))
                        .cause())
                .isEqualTo(Cause.NOT_FOUND);
    }

    @Test
    void capabilitiesNameWhatTheProcessHolds() {
        LuaEngineProvider provider = LuaEngines.find("lua51-isolated");
        assertThat(provider.dialect()).isEqualTo(LuaEngines.find("lua51").dialect());
        assertThat(provider.capabilities())
                .containsAll(LuaEngines.find("lua51").capabilities())
                .contains(Capability.CPU_LIMIT, Capability.MEMORY_LIMIT, Capability.CRASH_SAFE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return #string.rep('x', 1e9)",
                "local s = 'x' while true do s = s .. s end",
                "local t = {} while true do t[#t + 1] = ('x'):rep(1e6) .. #t end"
            })
    void theSystemHoldsTheMemoryOfCodeThatNoSandboxHolds(String code) {
        LuaEngine engine = open("lua51-isolated", BARE);
        Step.Failed failed = failure(run(engine, code, new Budget(0, Duration.ofSeconds(20))));
        assertThat(failed.error().toString() + failed.cause()).containsPattern("not enough memory|MEMORY");
        assertThat(results(run(engine, "return 1", SECOND)).get(0)).isEqualTo(LuaValue.of(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"os.exit(3)", "os.exit(0)", "while true do end", "string.rep('', 2^31 - 1)"})
    void codeThatNoSandboxHoldsEndsItsProcessAlone(String code) {
        LuaEngine engine = open("lua51-isolated", BARE);
        get(engine.newEnvironment());
        assertThat(failure(run(engine, code, SECOND)).cause()).isIn(Cause.CLOSED, Cause.BUDGET);
        assertThat(results(run(engine, "return 1", SECOND)).get(0)).isEqualTo(LuaValue.of(1));
    }

    @Test
    void mutatedBytecodeEndsInTimeAndLeavesThisProcessAsItWas() {
        LuaEngine engine = open("lua51-isolated", BARE);
        LuaValue dumped = results(run(engine, """
                        return string.dump(function(...)
                          local t = { n = select("#", ...), ... }
                          for i = 1, 10 do t[i] = (t[i] or i) .. "x" end
                          local function inner(a) return a and t[a] or inner(#t) end
                          for k, v in pairs(t) do t[k] = tostring(v):upper():rep(2) end
                          return inner(1), t.n
                        end)""", SECOND)).get(0);
        byte[] bytecode = ((LuaString) dumped).toByteArray();
        var random = new Random(51);
        var causes = new ArrayList<String>();
        for (int i = 0; i < 60; i++) {
            byte[] mutant = bytecode.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                // Behind the header, which is all that Lua checks.
                mutant[12 + random.nextInt(mutant.length - 12)] = (byte) random.nextInt(256);
            }
            causes.add(outcome(engine, LuaString.wrap(mutant)));
        }
        assertThat(causes).contains("done", "RAISED");
        assertThat(results(run(engine, "return 1", SECOND)).get(0)).isEqualTo(LuaValue.of(1));
    }

    private static String outcome(LuaEngine engine, LuaString code) {
        long function;
        try {
            function = get(engine.load(LuaEngine.SHARED, code, "=mutant"));
        } catch (LuaEngineException e) {
            return "refused";
        }
        long startNanos = System.nanoTime();
        Step step = get(engine.spawn(LuaEngine.SHARED, new Target.Function(function), LuaValues.empty(), SECOND));
        engine.dropFunction(function);
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                .as("%s", step)
                .isLessThan(Duration.ofMillis(1200));
        return step instanceof Step.Failed failed ? failed.cause().name() : "done";
    }
}
