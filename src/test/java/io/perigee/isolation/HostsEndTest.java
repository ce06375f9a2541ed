package io.perigee.isolation;

import static org.awaitility.Awaitility.await;

import io.perigee.testing.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No process of an engine outlives its host, however that ends. */
class HostsEndTest {
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
