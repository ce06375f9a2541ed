package io.perigee.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** What a soak must not let pass. */
class SoakReportTest {
    private static final String GOOD = "SMALL=95 LATE=5 RIGHT=95 TIMED_OUT=5 cuts=2 cut=2 bursts=1 wraps=1";

    private static List<Sample> samples(Measure measure, IntToLongFunction values) {
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < 10; i++) {
            samples.add(new Sample("client", 60.0 * i, Map.of(measure, values.applyAsLong(i))));
        }
        return samples;
    }

    private static SoakReport report(String tally, List<Sample> samples) {
        var none = Duration.ZERO;
        var plan = new SoakPlan(none, none, none, none, none, none, none, 0, 1, "", "", Path.of("soak.csv"));
        return new SoakReport(plan, 1, Map.of("client", samples), Map.of("client", Tally.parse(tally)), true);
    }

    private static List<String> violations(String tally) {
        return report(tally, samples(Measure.HEAP, i -> 1 << 20)).violations();
    }

    private static List<String> violations(Measure measure, IntToLongFunction values) {
        return report(GOOD, samples(measure, values)).violations();
    }

    @Test
    void aHeapMayGoUpAndDownButNotGrow() {
        assertThat(violations(Measure.HEAP, i -> (10 << 20) + (i % 2) * (512L << 10)))
                .isEmpty();
        assertThat(violations(Measure.HEAP, i -> (10 << 20) + i * (150L << 10)))
                .singleElement()
                .asString()
                .contains("heap after GC", "growth", "1,350.0 KiB", "expected: grows <= 1,024.0 KiB");
    }

    @Test
    void threadsAndDescriptorsAreAsManyAtTheEnd() {
        assertThat(violations(Measure.THREADS, i -> i == 5 ? 31 : 30)).isEmpty();
        assertThat(violations(Measure.THREADS, i -> i == 9 ? 31 : 30)).hasSize(1);
        assertThat(violations(Measure.DESCRIPTORS, i -> i == 9 ? 31 : 30)).hasSize(1);
        assertThat(violations(Measure.BUFFERS, i -> i == 9 ? 1 : 0)).hasSize(1);
    }

    @Test
    void noBufferIsDroppedAtAnyTime() {
        assertThat(violations(Measure.DROPPED, i -> 0)).isEmpty();
        assertThat(violations(Measure.DROPPED, i -> i == 5 ? 1 : 0)).hasSize(1);
    }

    @Test
    void everyCallEndsAndOnlyAsItShould() {
        assertThat(violations(GOOD)).isEmpty();
        assertThat(violations(GOOD.replace("RIGHT=95", "RIGHT=94"))).hasSize(1);
        assertThat(violations(GOOD.replace("RIGHT=95", "RIGHT=94 WRONG=1 failures=1")))
                .containsExactly("client: failures: 1 (expected: 0), 0 of them were never answered");
    }

    @Test
    void itIsNoSoakWithoutFaults() {
        assertThat(violations(GOOD.replace("LATE=5", "LATE=2")
                        .replace("TIMED_OUT=5", "TIMED_OUT=2 IN_TIME=0")
                        .replace("SMALL=95", "SMALL=98")
                        .replace("RIGHT=95", "RIGHT=98")))
                .singleElement()
                .asString()
                .startsWith("time-outs: 2.00 %");
        assertThat(violations(GOOD.replace("cuts=2 cut=2", ""))).containsExactly("cuts: 0 (expected: > 0)");
        assertThat(violations(GOOD.replace("cut=2", "cut=3"))).hasSize(1);
        assertThat(violations(GOOD.replace("bursts=1", ""))).hasSize(1);
        assertThat(violations(GOOD.replace("wraps=1", ""))).hasSize(1);
    }
}
