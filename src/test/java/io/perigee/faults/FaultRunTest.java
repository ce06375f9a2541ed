package io.perigee.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A small instance of {@code tools/faults}. */
class FaultRunTest {
    private static final long SEED = Long.getLong("faults.seed", System.nanoTime() & Integer.MAX_VALUE);

    @Test
    void everyCallEndsOnceWithWhatIsItsWhateverFaultComes() throws Exception {
        try (var run = FaultRun.ofFaults(SEED)) {
            FaultReport report = run.run(1_500);
            System.out.println(report);
            assertThat(report.isClean())
                    .as("%s%n%s", report, report.verdict().details())
                    .isTrue();
            // The faults left calls of every fate, else they would prove little.
            assertThat(report.ends()).containsKeys(End.RESULT, End.LOST, End.TIMED_OUT, End.NOT_SENT);
        }
    }

    @Test
    void flippedBitsEndCallsAndConnectionsAsTheyShould() throws Exception {
        try (var run = FaultRun.ofFlips(SEED)) {
            FaultReport report = run.run(1_500);
            System.out.println(report);
            assertThat(report.isClean()).as(report.toString()).isTrue();
        }
    }
}
