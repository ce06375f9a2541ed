package io.perigee.isolation;

import static io.perigee.isolation.Driver.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.Step.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Processes that are asked for, and those that nobody gets. */
class ChildPoolTest {
    private static ChildKind kind(String library) {
        return new ChildKind(
                ScriptedEngine.Provider.class.getName(),
                new EngineSettings(
                        "test",
                        false,
                        List.of(library),
                        false,
                        EngineSettings.SANDBOXED.memoryBytes(),
                        EngineSettings.SANDBOXED.stackBytes()));
    }

    /** Whether there is one with this library, whose name is on its command line. */
    private static boolean isRunning(String library) {
        return ProcessHandle.current().children().anyMatch(child -> {
            try {
                return Files.readString(Path.of("/proc/" + child.pid() + "/cmdline"))
                        .contains(library);
            } catch (IOException e) {
                // It has just ended.
                return false;
            }
        });
    }

    @Test
    void onlySoManyAreInUseAtATime() {
        var pool = new ChildPool(0, 2);
        var kind = kind("limited");
        Child first = get(pool.take(kind));
        Child second = get(pool.take(kind));
        assertThat(pool.take(kind))
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(IOException.class)
                .withMessage("processes: 2 in use (expected: fewer)");

        first.end(Cause.CLOSED, "not needed");
        Child third = get(pool.take(kind));
        second.end(Cause.CLOSED, "not needed");
        third.end(Cause.CLOSED, "not needed");
        await().until(() -> !isRunning("limited"));
    }

    @Test
    void aProcessWhoseEngineOnlyOpensIsEnded() {
        var pool = new ChildPool(0, 1);
        CompletableFuture<Child> taken = pool.take(kind("only opens"));
        await().until(() -> isRunning("only opens"));
        assertThatThrownBy(() -> get(taken))
                .isInstanceOf(LuaEngineException.class)
                .hasMessageContaining("environment: 1");
        await().until(() -> !isRunning("only opens"));
    }
}
