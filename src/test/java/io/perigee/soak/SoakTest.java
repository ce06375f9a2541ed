package io.perigee.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A soak of some seconds, with the oracle of {@code tools/soak}. */
class SoakTest {
    @TempDir
    private Path folder;

    /** What the oracle of the other test would not let pass. */
    @Test
    void whateverAServerDoesWrongIsNoticed() throws Exception {
        var plan = new SoakPlan(
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofMillis(700),
                Duration.ofSeconds(2),
                2000,
                1,
                "",
                "answer,lost,heap,buffer,thread,socket",
                folder.resolve("soak.csv"));
        SoakReport report = SoakRun.run(plan, System.out);
        report.print(System.out);
        assertThat(report.violations())
                .anyMatch(each -> each.matches("client: failures: .* [1-9]\\d* of them were never answered"))
                .anyMatch(each -> each.startsWith("server: heap after GC"))
                .anyMatch(each -> each.startsWith("server: buffers that leaked"))
                .anyMatch(each -> each.startsWith("server: threads"))
                .anyMatch(each -> each.startsWith("server: file descriptors"));
    }

    @Test
    void everyCallEndsAsItShouldAndNothingGrows() throws Exception {
        var plan = new SoakPlan(
                Duration.ofSeconds(4),
                Duration.ofSeconds(6),
                Duration.ofSeconds(2),
                Duration.ZERO,
                Duration.ofSeconds(10),
                Duration.ofMillis(700),
                Duration.ofSeconds(30),
                2000,
                1,
                "lua5.1",
                "",
                folder.resolve("soak.csv"));
        SoakReport report = SoakRun.run(plan, System.out);
        report.print(System.out);
        assertThat(report.violations()).isEmpty();
        assertThat(plan.csv()).isNotEmptyFile();
    }
}
