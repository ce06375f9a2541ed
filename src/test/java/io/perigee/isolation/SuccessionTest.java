package io.perigee.isolation;

import static io.perigee.isolation.Driver.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.Step.Cause;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which processes an engine goes through when they do not come to what they are for. */
class SuccessionTest {
    private static final ChildKind KIND =
            new ChildKind(ScriptedEngine.Provider.class.getName(), EngineSettings.SANDBOXED);

    private final ChildPool pool = new ChildPool(0, 64);

    /** The processes that were prepared. */
    private final List<Child> prepared = new CopyOnWriteArrayList<>();

    private final List<Succession> all = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        all.forEach(Succession::close);
        pool.clear();
    }

    private Succession open(Function<Generation, CompletionStage<Generation>> preparation) {
        var processes = new Succession(KIND, pool, generation -> {
            prepared.add(generation.child);
            return preparation.apply(generation);
        });
        all.add(processes);
        return processes;
    }

    private static CompletableFuture<Integer> newEnvironment(Succession processes) {
        return processes.request(make(), generation -> make());
    }

    private static Exchange<Integer> make() {
        return new Exchange.Plain<>(
                EngineProcedures.NEW_ENVIRONMENT, form -> form.view(0).asInt());
    }

    /** And so as long as one that was started before. */
    private void waitAsLongAsAProcessTakes() {
        get(pool.take(KIND)).end(Cause.CLOSED, "not needed");
    }

    @Test
    void aProcessThatCannotBePreparedIsEnded() {
        Succession processes =
                open(generation -> CompletableFuture.failedFuture(new LuaEngineException("not like this")));

        assertThatThrownBy(() -> get(newEnvironment(processes))).hasMessage("engine: not started: not like this");
        await().until(() -> ProcessHandle.of(prepared.get(0).pid()).isEmpty());
    }

    @Test
    void processesThatAreGoneAtOnceAreNotStartedForEver() {
        Succession processes = open(generation -> {
            generation.child.end(Cause.CLOSED, "gone");
            return CompletableFuture.completedFuture(generation);
        });

        assertThatThrownBy(() -> get(newEnvironment(processes)))
                .hasMessage("engine: not started: process of the engine: gone at once, 3 times in a row");
        assertThat(prepared).hasSize(3);
    }

    @Test
    void noProcessIsStartedForAnEngineThatWasClosedMeanwhile() {
        var preparing = new CompletableFuture<Generation>();
        Succession processes = open(generation -> preparing.thenApply(unused -> generation));
        await().until(() -> prepared.size() == 1);
        processes.close();
        prepared.get(0).end(Cause.CLOSED, "gone");
        preparing.complete(new Generation(prepared.get(0)));

        waitAsLongAsAProcessTakes();
        assertThat(prepared).hasSize(1);
    }

    @Test
    void whatIsOnlyToldStartsNoProcess() {
        Succession processes = open(CompletableFuture::completedFuture);
        get(newEnvironment(processes));
        prepared.get(0).end(Cause.CLOSED, "gone");

        processes.tell(generation -> generation.dropEnvironment(1));
        waitAsLongAsAProcessTakes();
        assertThat(prepared).hasSize(1);
        get(newEnvironment(processes));
        assertThat(prepared).hasSize(2);
    }
}
