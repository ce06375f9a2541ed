package io.perigee.isolation;

import static io.perigee.isolation.Driver.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Target;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Code that is after the host: whatever it does ends in time, as the table says, while another peer is served. */
class HostileCodeTest {
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Duration LATEST = Duration.ofMillis(1200);
    private static final Budget BUDGET = new Budget(0, DEADLINE);

    private static LuaEngine engine;
    private static LuaEngine other;

    @BeforeAll
    static void open() {
        var provider = new IsolatedLua51();
        engine = provider.open(EngineSettings.SANDBOXED);
        other = provider.open(EngineSettings.SANDBOXED);
    }

    @AfterAll
    static void close() {
        engine.close();
        other.close();
        ChildPool.SHARED.clear();
    }

    static List<HostileRow> cases() {
        return HostileRow.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsInTimeWhileOthersAreServed(HostileRow hostile) {
        String outcome = run(hostile.source());
        if (outcome.equals("closed") && !hostile.allows(outcome)) {
            // The process did not survive what the case before had left of its memory; this case gets the next one.
            outcome = run(hostile.source());
        }
        if (!hostile.then().isEmpty()) {
            outcome = run(LuaString.of(hostile.then()));
        }
        assertThat(hostile.allows(outcome))
                .as("%s (expected: %s) of %s", outcome, hostile.expect(), hostile.code())
                .isTrue();
    }

    private static String run(LuaString source) {
        int environment = get(engine.newEnvironment());
        try {
            long function = get(engine.load(environment, source, "@rpc"));
            long startNanos = System.nanoTime();
            CompletionStage<Step> run =
                    engine.spawn(environment, new Target.Function(function), LuaValues.empty(), BUDGET);
            assertServed();
            Step step = get(run);
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                    .as("%s", step)
                    .isLessThan(LATEST);
            return HostileRow.outcome(step);
        } catch (LuaEngineException e) {
            return "refused";
        } finally {
            engine.dropEnvironment(environment);
        }
    }

    private static void assertServed() {
        Step answer = get(other.eval(LuaEngine.SHARED, LuaString.of("_VERSION")));
        assertThat(answer).isEqualTo(new Step.Done(LuaValues.of(LuaValue.of("Lua 5.1")), 0));
    }
}
