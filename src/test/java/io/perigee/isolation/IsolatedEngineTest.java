package io.perigee.isolation;

import static io.perigee.isolation.Driver.SECOND;
import static io.perigee.isolation.Driver.failure;
import static io.perigee.isolation.Driver.get;
import static io.perigee.isolation.Driver.results;
import static io.perigee.isolation.Driver.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.Capability;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Step.Cause;
import io.perigee.lua.engine.Target;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes and their ends, with an engine that does what no engine should. */
class IsolatedEngineTest {
    private static final IsolatedProvider PROVIDER = new IsolatedProvider(new ScriptedEngine.Provider());

    private final List<LuaEngine> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(LuaEngine::close);
    }

    @AfterAll
    static void stopAll() {
        ChildPool.SHARED.clear();
    }

    private LuaEngine open() {
        LuaEngine engine = PROVIDER.open(EngineSettings.SANDBOXED);
        opened.add(engine);
        return engine;
    }

    private static long pid(LuaEngine engine) {
        return results(run(engine, "surroundings", SECOND)).view(3).asLong();
    }

    @Test
    void valuesCrossAsTheyAre() {
        var bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        var shared = new LuaTable();
        shared.put(LuaValue.of(1), LuaString.of("x".repeat(100_000)));
        var table = new LuaTable();
        table.put(LuaString.of("a"), shared);
        table.put(LuaString.of("b"), shared);
        table.put(LuaValue.of(Long.MIN_VALUE), LuaValue.of(-0.5));
        var arguments = LuaValues.of(
                LuaValue.nil(),
                LuaValue.of(true),
                LuaValue.of(Long.MAX_VALUE),
                LuaValue.of(-1),
                LuaValue.of(Double.NaN),
                LuaString.copyOf(bytes),
                table,
                LuaValue.nil());

        LuaValues results =
                results(run(open(), "echo", SECOND, arguments.toList().toArray(new LuaValue[0])));

        assertThat(results.size()).isEqualTo(arguments.size());
        for (int i = 0; i < arguments.size(); i++) {
            assertThat(LuaValue.sameStructure(results.get(i), arguments.get(i)))
                    .as("value " + i)
                    .isTrue();
        }
    }

    @Test
    void aStringOfManyMebibytesCrossesBothWays() {
        var big = LuaString.copyOf(new byte[12 << 20]);
        assertThat(results(run(open(), "echo", new Budget(0, Duration.ofSeconds(20)), big))
                        .get(0))
                .isEqualTo(big);
    }

    @Test
    void whatHasNoFormIsRefusedAndTheEngineGoesOn() {
        LuaEngine engine = open();
        assertThat(failure(run(engine, "echo", SECOND, LuaUserdata.of(this))).cause())
                .isEqualTo(Cause.NOT_SERIALIZABLE);
        assertThat(results(run(engine, "echo", SECOND, LuaValue.of(1)))).isEqualTo(LuaValues.of(LuaValue.of(1)));
    }

    @Test
    void failuresAndOperationsCross() {
        LuaEngine engine = open();
        assertThat(failure(run(engine, "unserializable", SECOND)))
                .isEqualTo(new Step.Failed(LuaString.of("a function"), "here\nthere", Cause.NOT_SERIALIZABLE, 3));
        assertThatThrownBy(() -> get(engine.load(LuaEngine.SHARED, LuaString.of("syntax"), "@rpc")))
                .isInstanceOf(LuaEngineException.class)
                .hasMessage("@rpc:1: no such thing");

        var first = (Step.Operation) get(run(engine, "ask", SECOND, LuaValue.of(1)));
        var second = (Step.Operation) get(run(engine, "ask", SECOND, LuaValue.of(2)));
        assertThat(second.arguments().get(0)).isEqualTo(LuaValue.of(2));
        assertThat(results(engine.resume(first.run(), LuaValues.of(LuaString.of("answer"))))
                        .get(0))
                .isEqualTo(LuaString.of("answer"));
        assertThat(failure(engine.resumeWithError(second.run(), LuaString.of("no")))
                        .error())
                .isEqualTo(LuaString.of("no"));
        assertThat(failure(engine.resume(first.run(), LuaValues.empty())).cause())
                .isEqualTo(Cause.CLOSED);
    }

    @Test
    void ofTheEnvironmentTheProcessHasItsLanguageAndItsEmptyDirectoryGoesWithIt() throws Exception {
        LuaEngine engine = open();
        LuaValues found = results(run(engine, "surroundings", SECOND));
        // Shells set some by themselves.
        var known = List.of("LANG", "LC_ALL");
        assertThat(found.view(0).asString().split(" "))
                .isSubsetOf("LANG", "LC_ALL", "PWD", "OLDPWD", "SHLVL", "_")
                .containsAll(known.stream().filter(System.getenv()::containsKey).toList());
        assertThat(found.view(1).asInt()).isZero();
        Path directory = Path.of(found.view(2).asString()).getParent();
        assertThat(Files.getPosixFilePermissions(directory)).hasSize(3);
        engine.close();
        await().until(() -> !Files.exists(directory));
    }

    @Test
    void aRunThatPassesItsDeadlineIsEndedWithItsProcessWhileOthersGoOn() {
        LuaEngine engine = open();
        LuaEngine other = open();
        long pid = pid(engine);
        pid(other);
        long spin = get(engine.load(LuaEngine.SHARED, LuaString.of("spin"), "@test"));
        long start = System.nanoTime();
        CompletionStage<Step> spinning =
                engine.spawn(LuaEngine.SHARED, new Target.Function(spin), LuaValues.empty(), SECOND);
        CompletionStage<Step> behind =
                engine.spawn(LuaEngine.SHARED, new Target.Function(spin), LuaValues.empty(), SECOND);
        assertThat(results(run(other, "echo", SECOND, LuaValue.of(5))).get(0)).isEqualTo(LuaValue.of(5));

        assertThat(failure(spinning).cause()).isEqualTo(Cause.BUDGET);
        assertThat(failure(behind).cause()).isEqualTo(Cause.CLOSED);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(1), Duration.ofMillis(1200));

        await().until(() -> ProcessHandle.of(pid).isEmpty());
        assertThat(pid(engine)).isNotEqualTo(pid);
    }

    @Test
    void timeThatIsSpentWaitingForTheHostOrForOthersDoesNotCount() throws Exception {
        LuaEngine engine = open();
        var budget = new Budget(0, Duration.ofSeconds(1));
        var operation = (Step.Operation) get(run(engine, "ask", budget));
        get(engine.eval(LuaEngine.SHARED, LuaString.of("nothing")));
        await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
        assertThat(results(engine.resume(operation.run(), LuaValues.of(LuaValue.of(1))))
                        .get(0))
                .isEqualTo(LuaValue.of(1));
        var again = (Step.Operation) get(run(engine, "ask", budget));
        assertThat(failure(engine.resume(again.run(), LuaValues.of(LuaString.of("spin"))))
                        .cause())
                .isEqualTo(Cause.BUDGET);
    }

    @Test
    void anInterruptEndsWhatRunsPolitelyOrWithTheProcess() {
        LuaEngine engine = open();
        long pid = pid(engine);
        CompletionStage<Step> polite = run(engine, "spin politely", Budget.NONE);
        engine.interrupt("enough");
        assertThat(failure(polite).cause()).isEqualTo(Cause.INTERRUPTED);
        assertThat(pid(engine)).isEqualTo(pid);

        CompletionStage<Step> rude = run(engine, "spin", Budget.NONE);
        engine.interrupt("enough");
        assertThat(failure(rude)).isEqualTo(new Step.Failed(LuaString.of("enough"), "", Cause.INTERRUPTED, 0));
        assertThat(pid(engine)).isNotEqualTo(pid);
    }

    @Test
    void aProcessThatExitsIsReplaced() {
        LuaEngine engine = open();
        long pid = pid(engine);
        Step.Failed failed = failure(run(engine, "halt", SECOND));
        assertThat(failed.cause()).isEqualTo(Cause.CLOSED);
        assertThat(failed.error()).hasToString("process of the engine: ended with exit code 7");
        assertThat(pid(engine)).isNotEqualTo(pid);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, ChildMain.NOT_OPENED})
    void whatAProcessHasPrintedIsNotToldOnceItWasReady(int exitCode) {
        assertThat(failure(run(open(), "halt", SECOND, LuaValue.of(exitCode))).error())
                .hasToString("process of the engine: ended with exit code " + exitCode);
    }

    @Test
    void aProcessWithoutMemoryLeftIsReplaced() {
        LuaEngine engine = open();
        long pid = pid(engine);
        assertThat(failure(run(engine, "hoard", new Budget(0, Duration.ofSeconds(30))))
                        .cause())
                .isEqualTo(Cause.MEMORY);
        assertThat(pid(engine)).isNotEqualTo(pid);
    }

    @Test
    void whatTheOwnerHasSetUpIsThereAgainInTheNextProcess() {
        LuaEngine engine = open();
        get(engine.set("setting", LuaString.of("kept")));
        get(engine.register("gateway.send"));
        assertThat(results(run(engine, "remember", Budget.NONE, LuaValue.of(7))))
                .isEqualTo(LuaValues.empty());
        var asked = (Step.Operation) get(run(engine, "ask", Budget.NONE));
        get(engine.resume(asked.run(), LuaValues.of(LuaString.of("as then"))));
        int environment = get(engine.newEnvironment());
        long function = get(engine.load(environment, LuaString.of("echo"), "@mine"));
        long second = get(engine.load(environment, LuaString.of("surroundings"), "@mine"));
        long dropped = get(engine.load(environment, LuaString.of("echo again"), "@mine"));
        engine.dropFunction(dropped);

        failure(run(engine, "halt", SECOND));

        assertThat(results(engine.spawn(
                                environment, new Target.Function(function), LuaValues.of(LuaValue.of(3)), SECOND))
                        .get(0))
                .isEqualTo(LuaValue.of(3));
        assertThat(results(engine.spawn(environment, new Target.Function(second), LuaValues.empty(), SECOND))
                        .size())
                .isEqualTo(4);
        assertThat(failure(engine.spawn(environment, new Target.Function(dropped), LuaValues.empty(), SECOND))
                        .cause())
                .isEqualTo(Cause.NOT_FOUND);
        assertThat(results(engine.eval(environment, LuaString.of("setting"))).get(0))
                .hasToString("kept");
        assertThat(results(engine.eval(environment, LuaString.of("remembered"))).get(0))
                .isEqualTo(LuaValue.of(7));
        assertThat(results(engine.eval(environment, LuaString.of("answered"))).get(0))
                .hasToString("as then");
    }

    @Test
    void aChunkThatIsCompiledAfterItsEnvironmentWasDroppedIsNotLoadedAgain() {
        LuaEngine engine = open();
        int environment = get(engine.newEnvironment());
        CompletionStage<Step> pause = run(engine, "pause", SECOND);
        CompletionStage<Long> late = engine.load(environment, LuaString.of("echo"), "@mine");
        engine.dropEnvironment(environment);
        results(pause);
        get(late);

        failure(run(engine, "halt", SECOND));

        assertThat(results(run(engine, "echo", SECOND, LuaValue.of(1)))).isEqualTo(LuaValues.of(LuaValue.of(1)));
    }

    @Test
    void aChunkThatCannotBeLoadedAgainIsNotFound() {
        LuaEngine engine = open();
        long function = get(engine.load(LuaEngine.SHARED, LuaString.of("as long as nothing is set"), "@mine"));
        get(engine.set("setting", LuaValue.of(1)));

        failure(run(engine, "halt", SECOND));

        assertThat(failure(engine.spawn(LuaEngine.SHARED, new Target.Function(function), LuaValues.empty(), SECOND))
                        .cause())
                .isEqualTo(Cause.NOT_FOUND);
    }

    @Test
    void aRunThatAsksTheHostAgainAndAgainIsNoSetUpToDoAgain() {
        LuaEngine engine = open();
        Step step = get(run(engine, "ask", Budget.NONE));
        for (int i = 0; i <= 1024; i++) {
            step = get(engine.resume(((Step.Operation) step).run(), LuaValues.of(LuaString.of("more"))));
        }
        assertThat(results(engine.eval(LuaEngine.SHARED, LuaString.of("answered")))
                        .get(0))
                .hasToString("more");

        failure(run(engine, "halt", SECOND));

        assertThat(results(engine.eval(LuaEngine.SHARED, LuaString.of("answered")))
                        .get(0))
                .isEqualTo(LuaValue.nil());
    }

    @Test
    void functionsGoWithTheirEnvironment() {
        LuaEngine engine = open();
        int environment = get(engine.newEnvironment());
        long function = get(engine.load(environment, LuaString.of("echo"), "@mine"));
        int other = get(engine.newEnvironment());
        assertThat(other).isNotEqualTo(environment);

        engine.dropEnvironment(environment);

        assertThat(failure(engine.spawn(other, new Target.Function(function), LuaValues.empty(), SECOND))
                        .cause())
                .isEqualTo(Cause.NOT_FOUND);
    }

    @Test
    void whatWaitsForTheHostIsClosedWithItsProcess() {
        LuaEngine engine = open();
        var operation = (Step.Operation) get(run(engine, "ask", SECOND));
        failure(run(engine, "halt", SECOND));
        assertThat(failure(engine.resume(operation.run(), LuaValues.empty())).cause())
                .isEqualTo(Cause.CLOSED);
    }

    @Test
    void closingEndsWhatIsDueAndWhatComes() {
        LuaEngine engine = open();
        long pid = pid(engine);
        CompletionStage<Step> spinning = run(engine, "spin", Budget.NONE);
        CompletionStage<Integer> behind = engine.newEnvironment();
        engine.close();
        engine.close();
        assertThat(failure(spinning).cause()).isEqualTo(Cause.CLOSED);
        assertThatThrownBy(() -> get(behind)).isInstanceOf(LuaEngineException.class);
        assertThatThrownBy(() -> get(engine.newEnvironment())).hasMessage("engine: closed");
        await().until(() -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void anEngineThatCannotBeOpenedSaysWhyToEverybody() {
        LuaEngine engine = PROVIDER.open(new EngineSettings(
                "test", false, List.of("none such"), false, 64 << 20, EngineSettings.SANDBOXED.stackBytes()));
        opened.add(engine);
        assertThatThrownBy(() -> get(engine.newEnvironment()))
                .isInstanceOf(LuaEngineException.class)
                .hasMessageContaining("libraries: none such");
        assertThat(failure(engine.eval(LuaEngine.SHARED, LuaString.of("x"))).cause())
                .isEqualTo(Cause.CLOSED);
    }

    @Test
    void capabilitiesAreThoseOfTheEngineAndOfTheProcess() {
        assertThat(PROVIDER.name()).isEqualTo("scripted-isolated");
        assertThat(PROVIDER.capabilities())
                .containsExactlyInAnyOrder(
                        Capability.INT64, Capability.CPU_LIMIT, Capability.MEMORY_LIMIT, Capability.CRASH_SAFE);
    }
}
