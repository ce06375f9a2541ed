package io.perigee.isolation;

import static io.perigee.isolation.Driver.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perigee.isolation.Exchange.Run;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Step.Cause;
import io.perigee.peer.PeerConnection;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a process is asked for by several threads, and at its end. */
class ChildTest {
    private static final ChildKind KIND =
            new ChildKind(ScriptedEngine.Provider.class.getName(), EngineSettings.SANDBOXED);

    private PeerConnection connection;
    private Child child;

    @BeforeEach
    void start() throws Exception {
        var process = ChildProcess.start(KIND);
        connection = get(process.connection());
        child = new Child(process, connection);
    }

    @AfterEach
    void end() {
        child.end(Cause.CLOSED, "not needed");
    }

    private static Run run(String code, Duration deadline) {
        return new Run(
                EngineProcedures.SPAWN,
                deadline,
                LuaValue.of(LuaEngine.SHARED),
                LuaString.of(code),
                LuaValue.nil(),
                LuaValue.of(0),
                LuaValue.of(0));
    }

    @Test
    void theDeadlineOfWhatIsAskedOnTheEventLoopIsKeptBehindWhatAnotherThreadHasAsked() throws Exception {
        var onLoop = new CountDownLatch(1);
        var asked = new CountDownLatch(1);
        Run first = run("echo", Duration.ZERO);
        Run second = run("spin", Duration.ofSeconds(1));
        connection.eventLoop().execute(() -> {
            onLoop.countDown();
            awaitUninterruptibly(asked);
            child.ask(second);
        });
        onLoop.await();
        child.ask(first);
        asked.countDown();

        assertThat(get(first.answer())).isInstanceOf(Step.Done.class);
        assertThat(((Step.Failed) get(second.answer())).cause()).isEqualTo(Cause.BUDGET);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsAskedWhileTheConnectionClosesEndsWithTheProcess() {
        Run late = run("echo", Duration.ZERO);
        // Before the child itself is told, whose stage is older.
        connection.closed().thenRun(() -> child.ask(late));
        connection.close("test");

        assertThat(((Step.Failed) get(late.answer())).cause()).isEqualTo(Cause.CLOSED);
        await().until(child::isGone);
        assertThat(child.ask(run("echo", Duration.ZERO))).isFalse();
    }

    @Test
    void theThreadOfTheDeadlinesIsNotHeldUpByWhatFollowsAnEnd() {
        Run run = run("spin", Duration.ofMillis(100));
        child.ask(run);
        String thread =
                get(run.answer().thenApply(step -> Thread.currentThread().getName()));
        assertThat(thread).startsWith("perigee-loop");
    }
}
