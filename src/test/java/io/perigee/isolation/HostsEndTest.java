package io.perigee.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perigee.lua.engine.EngineSettings;
import io.perigee.testing.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No process of an engine outlives its host, however that ends. */
class HostsEndTest {
    @Test
    void aProcessThatCannotStartForAHostThatIsGoneLeavesNoDirectory() throws Exception {
        Process host = new ProcessBuilder("true").start();
        host.waitFor();
        var directory = ChildDirectory.create();
        var kind = new ChildKind("none.such", EngineSettings.SANDBOXED);
        var arguments = new ArrayList<>(ChildMain.arguments(directory, kind));
        arguments.set(arguments.size() - 1, Long.toString(host.pid()));
        try (var child = Processes.java(Processes.javaHome(), List.of(), ChildMain.class, arguments.toArray())) {
            assertThat(child.process().waitFor()).isEqualTo(ChildMain.NOT_OPENED);
            assertThat(directory.path()).doesNotExist();
        } finally {
            directory.delete();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "be killed"})
    void theProcessAndItsDirectoryAreGone(String end) {
        try (var host = Processes.java(Processes.javaHome(), List.of(), HostMain.class, end)) {
            long engine = Long.parseLong(host.line());
            Path directory = Path.of(host.line()).getParent();
            if (!end.equals("exit")) {
                host.kill();
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> ProcessHandle.of(engine).isEmpty());
            await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(directory));
        }
    }
}
