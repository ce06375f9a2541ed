package io.perigee.lua.spec;

import static io.perigee.lua.spec.EngineDriver.await;
import static io.perigee.lua.spec.EngineDriver.done;
import static io.perigee.lua.spec.EngineDriver.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Step.Cause;
import io.perigee.lua.engine.Target;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the sandbox of every engine holds. */
public abstract class SandboxSpec {
    protected static final Budget HALF_A_SECOND = new Budget(0, Duration.ofMillis(500));
    private static final String FOR_EVER = "while true do end";

    protected EngineDriver lua;
    protected int environment;

    protected abstract LuaEngine open(EngineSettings settings);

    @BeforeEach
    void open() {
        lua = new EngineDriver(open(EngineSettings.SANDBOXED));
        environment = await(lua.engine().newEnvironment());
    }

    @AfterEach
    void close() {
        lua.close();
    }

    static List<HostileCase> cases() {
        return HostileCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hostileCode(HostileCase hostile) {
        assertThat(outcome(hostile)).isIn(hostile.expected());
        assertThat(done(lua.run(environment, "return 1 + 1", Budget.NONE)))
                .as("what runs next")
                .isEqualTo(LuaValues.from(2));
    }

    private String outcome(HostileCase hostile) {
        long function;
        try {
            function = await(lua.engine().load(environment, hostile.bytes(), "@hostile"));
        } catch (LuaEngineException e) {
            return "refused";
        }
        return HostileCase.outcome(await(
                lua.engine().spawn(environment, new Target.Function(function), LuaValues.empty(), HALF_A_SECOND)));
    }

    @Test
    void instructionsAreCounted() {
        Step.Failed failure = failed(lua.run(environment, FOR_EVER, new Budget(1_000_000, Duration.ZERO)));

        assertThat(failure.cause()).isEqualTo(Cause.BUDGET);
        assertThat(failure.error().toString()).startsWith("instructions: ").endsWith(" (expected: <= 1000000)");
        assertThat(failure.instructions()).isBetween(1_000_000L, 1_100_000L);
        assertThat(failure.traceback()).contains("test:");
    }

    @Test
    void whatCoroutinesRunIsCountedHoweverShortTheyAre() {
        var budget = new Budget(1_000_000, Duration.ZERO);
        String code = "n = 0 while true do coroutine.wrap(function() n = n + 1 for i = 1, 300 do end end)() end";

        assertThat(failed(lua.run(environment, code, budget)).cause()).isEqualTo(Cause.BUDGET);
        assertThat(done(lua.eval(environment, "n")).get(0).asLong()).isBetween(500L, 3500L);
    }

    @Test
    void argumentsThatTheHostCannotBeGivenAreNoWayAroundTheDeadline() {
        await(lua.engine().register("ask"));

        Step step = lua.run(environment, "while true do pcall(ask, print) end", HALF_A_SECOND);

        assertThat(failed(step).cause()).isEqualTo(Cause.BUDGET);
    }

    @Test
    void longPathsLeadNowhere() {
        String longest = "x".repeat(1024);
        lua.run(environment, "local name = ... _G[name] = 1 _G[name .. 'x'] = function() end", Budget.NONE, longest);

        assertThat(done(lua.eval(environment, longest))).isEqualTo(LuaValues.from(1));
        assertThat(failed(lua.call(environment, longest)).cause()).isEqualTo(Cause.NOT_CALLABLE);
        assertThat(done(lua.eval(environment, longest + "x")).get(0)).isEqualTo(LuaNil.NIL);
        assertThat(failed(lua.call(environment, longest + "x")).cause()).isEqualTo(Cause.NOT_FOUND);
    }

    @Test
    void longChunksAreRefused() {
        String longest = " ".repeat(1 << 20);

        await(lua.engine().load(environment, LuaString.of(longest), "@long"));
        assertThatThrownBy(() -> await(lua.engine().load(environment, LuaString.of(longest + " "), "@long")))
                .isInstanceOf(LuaEngineException.class)
                .hasMessage("chunk: 1048577 bytes (expected: <= 1048576)");
    }

    @Test
    void instructionsAddUpOverOperations() {
        await(lua.engine().register("ask"));
        var budget = new Budget(1_000_000, Duration.ZERO);
        Step step = lua.run(environment, "while true do for i = 1, 20000 do end ask() end", budget);
        int times = 0;
        while (step instanceof Step.Operation) {
            step = lua.answer(step);
            times++;
        }

        assertThat(failed(step).cause()).isEqualTo(Cause.BUDGET);
        assertThat(times).isBetween(5, 60);
    }

    @Test
    void theDeadlineCountsOnlyWhatRuns() {
        await(lua.engine().register("ask"));
        var budget = new Budget(0, Duration.ofMillis(300));
        Step step = lua.run(environment, "ask() for i = 1, 1000 do end return 'over'", budget);
        long asked = System.nanoTime();
        await().pollDelay(Duration.ofMillis(400)).until(() -> System.nanoTime() - asked > 400_000_000);

        assertThat(done(lua.answer(step))).isEqualTo(LuaValues.from("over"));
        assertThat(failed(lua.run(environment, FOR_EVER, budget)).error()).hasToString("time: used up");
    }

    @Test
    void interruptEndsWhatRuns() {
        CompletionStage<Step> running = lua.start(environment, FOR_EVER, Budget.NONE);
        await().until(() -> {
            lua.engine().interrupt("enough");
            return running.toCompletableFuture().isDone();
        });

        Step.Failed failure = failed(await(running));
        assertThat(failure.cause()).isEqualTo(Cause.INTERRUPTED);
        assertThat(failure.error()).hasToString("enough");
        lua.engine().interrupt("nothing runs");
        assertThat(done(lua.run(environment, "return 1", Budget.NONE))).isEqualTo(LuaValues.from(1));
    }

    @Test
    void toCancelAStepEndsItAndNoOther() {
        String some = "local n = 0 for i = 1, 2e7 do n = n + 1 end return n";
        var endless = new Target.Function(await(lua.engine().load(environment, LuaString.of(FOR_EVER), "@test")));
        CompletionStage<Step> running = lua.start(environment, some, Budget.NONE);
        CompletionStage<Step> behind = lua.engine().spawn(environment, endless, LuaValues.empty(), Budget.NONE);
        CompletionStage<Step> last = lua.engine().spawn(environment, endless, LuaValues.empty(), Budget.NONE);

        behind.toCompletableFuture().cancel(false);
        assertThat(done(await(running)).get(0).asLong()).isEqualTo(20_000_000);

        last.toCompletableFuture().cancel(false);
        assertThat(done(lua.run(environment, "return 1", Budget.NONE))).isEqualTo(LuaValues.from(1));
    }

    @Test
    void aRunThatIsCancelledAtItsAnswerIsForgotten() {
        await(lua.engine().register("ask"));
        Step asking = lua.run(environment, "ask() while true do end", Budget.NONE);
        long run = ((Step.Operation) asking).run();
        CompletionStage<Step> before = lua.start(environment, FOR_EVER, Budget.NONE);
        CompletionStage<Step> answered = lua.engine().resume(run, LuaValues.empty());

        answered.toCompletableFuture().cancel(false);
        before.toCompletableFuture().cancel(false);

        assertThat(failed(await(lua.engine().resume(run, LuaValues.empty()))).cause())
                .isEqualTo(Cause.CLOSED);
    }

    @Test
    void closingEndsWhatRuns() {
        CompletionStage<Step> running = lua.start(environment, FOR_EVER, Budget.NONE);
        lua.close();

        await().until(() -> running.toCompletableFuture().isDone());
    }

    @Test
    void environmentsDoNotPoisonEachOther() {
        await(lua.engine().register("host.ask"));
        await(lua.engine().set("config", new LuaTable().put("ip", "a")));
        int other = await(lua.engine().newEnvironment());
        lua.run(
                environment,
                "string.rep = nil table.insert = nil math = nil host.ask = nil config.ip = 'poison' print = nil"
                        + " string.format = function() return 'poison' end _G.pcall = nil rawset(_G, 'tostring', nil)",
                Budget.NONE);

        assertThat(done(lua.run(
                        other,
                        "return ('x'):rep(2), type(string.rep), type(table.insert), type(math), type(host.ask), config.ip,"
                                + " type(print), ('%d'):format(1), type(pcall), type(tostring)",
                        Budget.NONE)))
                .isEqualTo(LuaValues.from(
                        "xx",
                        "function",
                        "function",
                        "table",
                        "function",
                        "a",
                        "function",
                        "1",
                        "function",
                        "function"));
    }

    @Test
    void whatTheHostSetsAgainIsSeenByEveryEnvironment() {
        await(lua.engine().set("config.ip", LuaValue.of("a")));
        assertThat(done(lua.run(environment, "return config.ip", Budget.NONE))).isEqualTo(LuaValues.from("a"));

        await(lua.engine().set("config.ip", LuaValue.of("b")));

        assertThat(done(lua.run(environment, "return config.ip", Budget.NONE))).isEqualTo(LuaValues.from("b"));
    }

    @Test
    void onlyTheLibrariesThatAreOfferedAreThere() {
        var settings = new EngineSettings("few", false, List.of("math"), false, 64L << 20, 32L << 20);
        try (var few = new EngineDriver(open(settings))) {
            assertThat(few.results(
                            "return type(math), type(string), type(os), type(coroutine), type(table), type(pcall)"))
                    .isEqualTo(LuaValues.from("table", "nil", "nil", "nil", "nil", "function"));
            assertThat(failed(few.run("return ('x'):rep(2)")).cause()).isEqualTo(Cause.RAISED);
        }
    }

    @Test
    void slowPatternsFindWhatTheLibraryFinds() {
        assertThat(done(lua.run(environment, SlowPatterns.CODE, Budget.NONE))
                        .get(0)
                        .toString())
                .isEmpty();
    }

    @Test
    void elementsAreMovedAsTheLibraryMovesThem() {
        String moves = """
                if not table.move then return true end
                local function moved(t, ...) return table.concat(table.move(t, ...), " ") end
                return moved({ 1, 2, 3 }, 1, 3, 2) == "1 1 2 3" and moved({ 1, 2, 3 }, 2, 3, 1) == "2 3 3"
                  and moved({ 1, 2, 3 }, 1, 3, 2, { 7 }) == "7 1 2 3" and moved({ 1, 2 }, 2, 1, 2) == "1 2"
                """;
        assertThat(done(lua.run(environment, moves, Budget.NONE))).isEqualTo(LuaValues.from(true));
    }

    @Test
    void whatIsNoObjectDoesNotGoOutByReference() {
        await(lua.engine().register("ask"));
        for (String value : List.of("0 / 0", "1", "'x'", "true")) {
            String code = "local t = setmetatable({ 7 }, { __reference = " + value + " }) ask(t) return t";
            Step step = lua.run(environment, code, Budget.NONE);

            assertThat(step).as(value).isInstanceOfSatisfying(Step.Operation.class, operation -> assertThat(
                            operation.arguments().get(0).at(1).asLong())
                    .isEqualTo(7));
            assertThat(done(lua.answer(step)).get(0).at(1).asLong()).as(value).isEqualTo(7);
        }
    }
}
