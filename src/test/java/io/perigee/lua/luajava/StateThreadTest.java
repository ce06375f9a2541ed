package io.perigee.lua.luajava;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngineException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class StateThreadTest {
    private final StateThread thread = StateThread.start(Dialect.LUA51, EngineSettings.SANDBOXED);

    private <T> CompletableFuture<T> ask(Function<Runs, T> work) {
        var answer = new CompletableFuture<T>();
        if (!thread.submit(new LuajavaEngine.Request<>(work, answer))) {
            answer.completeExceptionally(new LuaEngineException("not taken"));
        }
        return answer;
    }

    @Test
    void anErrorOfTheMachineEndsTheEngineAndAllThatIsDue() {
        var submitted = new CountDownLatch(1);
        CompletableFuture<Integer> failing = ask(runs -> {
            awaitQuietly(submitted);
            throw new StackOverflowError("deep");
        });
        CompletableFuture<Integer> behind = ask(Runs::newEnvironment);
        submitted.countDown();

        assertThatThrownBy(failing::join)
                .hasCauseInstanceOf(LuaEngineException.class)
                .hasRootCauseInstanceOf(StackOverflowError.class);
        assertThatThrownBy(behind::join)
                .hasCauseInstanceOf(LuaEngineException.class)
                .hasMessageContaining("engine: closed (expected: an open one)");
        await().untilAsserted(() ->
                assertThatThrownBy(ask(Runs::newEnvironment)::join).hasMessageContaining("not taken"));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
