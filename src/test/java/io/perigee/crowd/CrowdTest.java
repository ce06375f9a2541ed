package io.perigee.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short instance of {@code tools/crowd}: what it asserts but for times, which are for a machine that is at rest. */
class CrowdTest {

    @Test
    void aClientIsServedBesideACrowdThatMeansIll() throws IOException {
        var crowd = new Crowd(400, Duration.ofSeconds(1), Duration.ofSeconds(8), 1_000, 2_000, List.of());
        Crowd.Outcome outcome = crowd.run();
        assertThat(outcome.failures()).isEmpty();
        // It was there, and each kind ended as it should.
        assertThat(outcome.crowd().keySet()).containsExactly(Attack.values());
        assertThat(outcome.endings())
                .containsKeys(
                        "SLOW_HEADER/frame-timeout",
                        "HUGE_SIZE/size-limit",
                        "DRIPPED_BODY/frame-timeout",
                        "WITHHELD_BYTE/receive-limit",
                        "GREEDY_FLOOD/send-timeout",
                        "RESPONSE_FLOOD/unexpected-response");
        // Some thousand limits were reached, and a disk has room for what is said of it.
        assertThat(outcome.log()).hasSizeBetween(1, 30);
    }
}
