package io.perigee.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Each thing that a test could leave behind is seen, and what is given back is not. */
class BaselineTest {
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration AFTER_A_WHILE = Duration.ofSeconds(10);

    private final Baseline before = Baseline.now();

    @Test
    void buffersThatNobodyReleased() {
        var pooled = ByteBufAllocator.DEFAULT.buffer(64);
        var direct = Unpooled.directBuffer(64);
        assertThat(before.await(SOON)).hasSize(2).allMatch(each -> each.startsWith("not released: "));
        pooled.release();
        assertThat(before.await(SOON)).hasSize(1);
        direct.release();
        assertThat(before.await(AFTER_A_WHILE)).isEmpty();
    }

    @Test
    void buffersThatWereDroppedAreSeenBeforeAndAfterTheCollection() {
        drop();
        assertThat(before.await(SOON)).hasSize(1);
        var reports = new StringBuilder();
        Awaitility.await().until(() -> {
            Buffers.collect();
            Buffers.takeDropped().forEach(reports::append);
            return !reports.isEmpty();
        });
        assertThat(reports).contains("ByteBuf", "BaselineTest.drop");
        assertThat(before.await(SOON)).hasSize(1);
        Buffers.forgetDropped();
    }

    @Test
    void buffersThatAreReleasedWhileTheyAreLookedAt() {
        var buffer = ByteBufAllocator.DEFAULT.buffer(64);
        Set<Object> open = Buffers.open();
        buffer.release();
        assertThat(open.toString()).contains("released just now");
        assertThat(before.await(SOON)).isEmpty();
    }

    private static void drop() {
        ByteBufAllocator.DEFAULT.buffer(64).writeByte(1);
    }

    @Test
    void threads() throws InterruptedException {
        var end = new CountDownLatch(1);
        var thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                "perigee-lua51");
        thread.setDaemon(true);
        thread.start();
        assertThat(before.await(SOON)).singleElement().asString().contains("perigee-lua51", "BaselineTest");
        end.countDown();
        assertThat(before.await(AFTER_A_WHILE)).isEmpty();
    }

    @Test
    void sockets() throws IOException {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var connected = SocketChannel.open(listening.getLocalSocketAddress());
                var accepted = listening.accept();
                var datagrams = new DatagramSocket()) {
            assertThat(List.of(connected, accepted, datagrams)).isNotEmpty();
            assertThat(before.await(SOON)).hasSize(4).allMatch(each -> each.startsWith("socket:["));
        }
        assertThat(before.await(AFTER_A_WHILE)).isEmpty();
    }

    @Test
    void processes() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(before.await(SOON)).singleElement().asString().contains("process: " + process.pid());
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(before.await(AFTER_A_WHILE)).isEmpty();
    }
}
