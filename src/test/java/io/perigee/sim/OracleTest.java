package io.perigee.sim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.peer.Mutant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An oracle that never complains proves nothing: it must complain of a library with an error. */
class OracleTest {
    /** Far more than any of them takes. */
    private static final int MOST_FAULTS = 200_000;

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void everyErrorThatIsPutIntoTheLibraryIsFound(Mutant mutant) throws Exception {
        var simulation = new Simulation(1);
        AutoCloseable installed = mutant.install();
        try {
            assertThatThrownBy(() -> simulation.run(MOST_FAULTS, 60))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("-Dsim.seed=")
                    .satisfies(e -> System.out.println(mutant + " after " + simulation.summary(1) + ": "
                            + e.getMessage().lines().findFirst().orElseThrow()));
        } finally {
            installed.close();
        }
    }
}
