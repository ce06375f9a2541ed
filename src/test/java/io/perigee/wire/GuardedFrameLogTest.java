package io.perigee.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardedFrameLogTest {

    @Test
    void whatALogThrowsIsKeptFromTheFrames() {
        List<String> seen = new ArrayList<>();
        var log = new GuardedFrameLog((sent, frame) -> {
            seen.add(sent + " " + Arrays.toString(frame));
            if (sent) {
                throw new AssertionError("from a log");
            }
            throw new IllegalStateException("from a log");
        });
        log.frame(true, new byte[] {1});
        log.frame(false, new byte[] {2});
        assertThat(seen).containsExactly("true [1]", "false [2]");
    }
}
