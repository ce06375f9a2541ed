package io.perigee.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LeakCheckTest {

    @Test
    void seesABufferThatNobodyReleased() {
        drop();
        var reports = new StringBuilder();
        Awaitility.await().until(() -> {
            System.gc();
            LeakCheck.provokeReport();
            reports.append(LeakCheck.takeReports());
            return !reports.isEmpty();
        });
        assertThat(reports).contains("ByteBuf");
    }

    private static void drop() {
        ByteBufAllocator.DEFAULT.buffer(64).writeByte(1);
    }
}
