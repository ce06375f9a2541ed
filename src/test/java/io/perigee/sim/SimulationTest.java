package io.perigee.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A part of what {@code tools/sim} does, from a seed of its own each time; see {@link Simulation} for the properties. */
class SimulationTest {
    private static final long SECONDS = 60;

    /** Far more than it takes until all kinds have happened. */
    private static final int MOST_SEEDS = 1_000;

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void noCallIsLostOrEndsTwiceOrWithTheResultOfAnotherWhateverGoesWrong() {
        var simulation = Simulation.ofProperties(Long.MAX_VALUE, SECONDS);
        assertThat(simulation.faults()).isPositive();
    }

    /** None is only said to be simulated. */
    @Test
    void everyKindOfFaultHappens() {
        var simulation = new Simulation(1);
        Faults faults = simulation.faultsByKind();
        for (int i = 0; i < MOST_SEEDS && faults.kinds() < Fault.values().length; i++) {
            simulation.runOne();
        }
        for (Fault fault : Fault.values()) {
            assertThat(faults.of(fault)).as(fault.name()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 17, 4_242})
    void theSameSeedIsTheSameRun(long seed) {
        var first = new Schedule(seed, false);
        first.run();
        var second = new Schedule(seed, false);
        second.run();
        assertThat(second.world().oracle.digest())
                .isEqualTo(first.world().oracle.digest());
        assertThat(second.world().faults).hasToString(first.world().faults.toString());
    }
}
