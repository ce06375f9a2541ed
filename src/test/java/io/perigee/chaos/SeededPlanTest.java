package io.perigee.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.chaos.Fault.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeededPlanTest {
    private static final List<SeededPlan.Draw> RESET =
            List.of(new SeededPlan.Draw(Kind.RESET, 0, 1_000, Duration.ZERO));

    private static List<StreamFaults> first1000(SeededPlan plan) {
        return LongStream.rangeClosed(1, 1_000)
                .mapToObj(connection -> plan.faults(connection, Direction.TO_SERVER))
                .toList();
    }

    private static SeededPlan plan(long seed, double probability) {
        return new SeededPlan(seed, probability, EnumSet.allOf(Direction.class), StreamFaults.NONE, RESET);
    }

    @Test
    void aSeedSaysEverything() {
        assertThat(first1000(plan(7, 0.5))).isEqualTo(first1000(plan(7, 0.5))).isNotEqualTo(first1000(plan(8, 0.5)));
        assertThat(plan(7, 1).faults(1, Direction.TO_SERVER))
                .isNotEqualTo(plan(7, 1).faults(1, Direction.TO_CLIENT));
    }

    @Test
    void asManyConnectionsAreDisturbedAsAskedFor() {
        assertThat(first1000(plan(7, 0))).containsOnly(StreamFaults.NONE);
        assertThat(first1000(plan(7, 1))).doesNotContain(StreamFaults.NONE);
        assertThat(first1000(plan(7, 0.3)).stream().filter(faults -> !faults.equals(StreamFaults.NONE)))
                .hasSizeBetween(200, 400);
    }

    @Test
    void numbersOfBytesAreDrawnFromTheWholeRange() {
        var after = first1000(plan(7, 1)).stream()
                .map(faults -> faults.faults().get(0).afterBytes())
                .toList();
        assertThat(after).allSatisfy(bytes -> assertThat(bytes).isBetween(0L, 1_000L));
        assertThat(after).anyMatch(bytes -> bytes < 50).anyMatch(bytes -> bytes > 950);
    }

    @Test
    void theOtherDirectionIsLeftAlone() {
        var plan = new SeededPlan(7, 1, Set.of(Direction.TO_CLIENT), StreamFaults.NONE, RESET);
        assertThat(plan.faults(1, Direction.TO_SERVER)).isEqualTo(StreamFaults.NONE);
        assertThat(plan.faults(1, Direction.TO_CLIENT).faults()).hasSize(1);
    }
}
