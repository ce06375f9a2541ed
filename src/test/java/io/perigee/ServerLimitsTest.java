package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perigee.budget.ServerLimits;
import io.perigee.observe.Limit;
import io.perigee.procedure.Procedures;
import io.perigee.testing.Events;
import io.perigee.testing.RawPeer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What all peers of a server take together: who goes, who waits, and who is served all the same. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerLimitsTest {
    private static final String LARGE = "x".repeat(60_000);

    private final Events events = new Events();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final List<RawPeer> raw = new ArrayList<>();

    private final Procedures procedures = new Procedures()
            .addNonBlocking("add", call -> call.arg(0).asLong() + call.arg(1).asLong())
            .addNonBlocking("large", call -> LARGE)
            .add("greet", call -> "hello")
            .add("block", call -> {
                running.incrementAndGet();
                release.await();
                running.decrementAndGet();
                return 1;
            });

    private RpcServer server;

    private void listen(ServerLimits limits) {
        server = RpcPeer.newServerOnly("localhost", 0, options(limits).build());
    }

    private RpcOptions.Builder options(ServerLimits limits) {
        return RpcOptions.builder().procedures(procedures).listener(events).serverLimits(limits);
    }

    @AfterEach
    void stop() {
        release.countDown();
        raw.forEach(RawPeer::close);
        server.close();
    }

    private RawPeer connect() {
        RawPeer peer = RawPeer.connect(server.address());
        raw.add(peer);
        return peer;
    }

    private RpcPeer client() {
        return RpcPeer.newClient(server.address(), RpcOptions.DEFAULT);
    }

    /** All of a frame but its last byte. */
    private static byte[] unfinished(int payload) {
        return ByteBuffer.allocate(6 + payload - 1)
                .put(new byte[] {0, 0})
                .putInt(payload)
                .array();
    }

    @Test
    void oneMoreConnectionIsTurnedAwayAndThoseThatAreThereStay() {
        listen(ServerLimits.DEFAULT.withMaxConnections(2));
        try (var first = client();
                var second = client()) {
            connect();
            await().untilAsserted(
                            () -> assertThat(events.rejected).containsExactly("connection-limit: 3 (expected: <= 2)"));
            assertThat(events.limits).containsExactly(Limit.CONNECTIONS);
            raw.get(0).expectClosed();
            assertThat(first.call("add", 1, 2).asInt()).isEqualTo(3);
            assertThat(second.call("add", 1, 2).asInt()).isEqualTo(3);
        }
        // What is left is free for the next.
        await().until(() -> server.peers().isEmpty());
        await().ignoreExceptions().until(() -> {
            try (var third = client()) {
                return third.call("add", 1, 2).asInt() == 3;
            }
        });
    }

    @Test
    void thoseThatHoldFramesBackEndAndAnotherClientIsServed() {
        listen(ServerLimits.DEFAULT.withMaxReceivedBytes(16 << 20));
        try (var client = client()) {
            byte[] withheld = unfinished(900_000);
            for (int i = 0; i < 20; i++) {
                connect().send(withheld);
                assertThat(client.call("add", i, 1).asInt()).isEqualTo(i + 1);
            }
            await().untilAsserted(() -> assertThat(events.disconnected)
                    .isNotEmpty()
                    .allMatch(reason -> reason.matches(
                            "receive-limit: \\d+ bytes of \\d+ \\(expected: <= 8388608 of all connections\\)")));
            assertThat(events.limits).containsOnly(Limit.RECEIVED);
            assertThat(client.call("add", 1, 2).asInt()).isEqualTo(3);
        }
    }

    @Test
    void aFrameMayHaveAnEighthOfWhatAServerReads() {
        listen(ServerLimits.DEFAULT.withMaxReceivedBytes(8 << 20));
        connect().send("00 00 00100001");
        await().untilAsserted(() ->
                assertThat(events.disconnected).containsExactly("size-limit: 1048577 (expected: <= 1048576)"));
        assertThat(events.limits).containsExactly(Limit.FRAME_SIZE);
    }

    @Test
    void thoseThatTakeNoAnswersEndAndAnotherClientIsServed() {
        listen(ServerLimits.DEFAULT.withMaxUnsentBytes(4 << 20));
        var floods = new ArrayList<Thread>();
        for (int i = 0; i < 64; i++) {
            RawPeer peer = connect();
            var flood = new Thread(() -> {
                try {
                    for (int seq = 0; seq < 256; seq++) {
                        peer.call(seq, "large");
                    }
                } catch (java.io.UncheckedIOException e) {
                    // It was ended.
                }
            });
            flood.start();
            floods.add(flood);
        }
        try (var client = client()) {
            await().untilAsserted(() ->
                    assertThat(events.disconnected).anyMatch(reason -> reason.startsWith("send-limit: ")));
            for (int i = 0; i < 100; i++) {
                assertThat(client.call("add", i, 1).asInt()).isEqualTo(i + 1);
            }
            assertThat(events.limits).contains(Limit.UNSENT);
        }
    }

    @Test
    void whoTakesNothingInTimeEnds() {
        listen(ServerLimits.DEFAULT.withSendTimeout(Duration.ofMillis(200)));
        RawPeer peer = connect();
        for (int seq = 0; seq < 256; seq++) {
            peer.call(seq, "large");
        }
        await().untilAsserted(() -> assertThat(events.disconnected).hasSize(1));
        assertThat(events.disconnected.get(0)).matches("send-timeout: \\d+ bytes wait .*");
        assertThat(events.limits).containsExactly(Limit.SEND_TIME);
    }

    @Test
    void whoTakesWhatItIsSentIsNotHeldUp() {
        listen(ServerLimits.DEFAULT.withMaxUnsentBytes(1 << 20).withSendTimeout(Duration.ofMillis(500)));
        RawPeer peer = connect();
        for (int seq = 0; seq < 200; seq++) {
            peer.call(seq, "large");
        }
        for (int seq = 0; seq < 200; seq++) {
            assertThat(peer.readResponse().status()).isZero();
        }
        assertThat(events.disconnected).isEmpty();
        assertThat(events.limits).isEmpty();
    }

    @Test
    void whoBlocksAllThatItIsGivenLeavesRoomForOthers() {
        listen(ServerLimits.DEFAULT.withMaxRunningCalls(8));
        try (var greedy = client();
                var client = client()) {
            for (int i = 0; i < 100; i++) {
                greedy.callAsync("block");
            }
            await().until(() -> running.get() == 3);
            await().until(() -> events.limits.contains(Limit.CALLS));
            assertThat(client.call("greet").asString()).isEqualTo("hello");
            assertThat(client.call("add", 1, 2).asInt()).isEqualTo(3);
            assertThat(running).hasValue(3);
        }
    }

    @Test
    void whereAllHandlersBlockOtherCallsAreServedAndBlockingOnesGetTheirTurn() {
        listen(ServerLimits.DEFAULT.withMaxRunningCalls(1));
        try (var greedy = client();
                var client = client()) {
            var blocked = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < 100; i++) {
                blocked.add(greedy.callAsync("block"));
            }
            await().until(() -> running.get() == 1);
            var greeting = client.callAsync("greet");
            assertThat(client.call("add", 1, 2).asInt()).isEqualTo(3);
            assertThat(greeting).isNotDone();
            assertThat(running).hasValue(1);
            release.countDown();
            assertThat(greeting.join().asString()).isEqualTo("hello");
            blocked.forEach(CompletableFuture::join);
        }
    }

    @Test
    void callsOfThoseWhoHaveLeftCountUntilTheyEnd() {
        listen(ServerLimits.DEFAULT.withMaxRunningCalls(1));
        connect().call(0, "block");
        await().until(() -> running.get() == 1);
        raw.get(0).reset();
        await().until(() -> events.disconnected.size() == 1);
        try (var client = client()) {
            var greeting = client.callAsync("greet");
            assertThat(client.call("add", 1, 2).asInt()).isEqualTo(3);
            assertThat(greeting).isNotDone();
            release.countDown();
            assertThat(greeting.join().asString()).isEqualTo("hello");
        }
    }

    @Test
    void whoSendsNoWholeFrameInTimeEndsAndWhoDidMayBeSilent() {
        listen(ServerLimits.DEFAULT.withFirstFrameTimeout(Duration.ofMillis(200)));
        try (var client = client()) {
            client.call("add", 1, 2);
            connect();
            connect().send("00 00");
            await().untilAsserted(() -> assertThat(events.disconnected).hasSize(2));
            assertThat(events.disconnected)
                    .containsOnly("first-frame-timeout: none (expected: a whole frame within 200 ms)");
            assertThat(client.call("add", 1, 2).asInt()).isEqualTo(3);
        }
    }

    @Test
    void whoIsSilentEndsUnlessACallIsOpen() {
        listen(ServerLimits.DEFAULT.withIdleTimeout(Duration.ofMillis(200)));
        try (var client = client()) {
            connect().call(0, "add", 1, 2);
            var blocked = client.callAsync("block");
            await().untilAsserted(() -> assertThat(events.disconnected)
                    .containsExactly("idle-timeout: silence (expected: a frame within 200 ms)"));
            await().during(Duration.ofMillis(400)).until(() -> events.disconnected.size() == 1);
            release.countDown();
            assertThat(blocked.join().asInt()).isEqualTo(1);
            await().until(() -> events.disconnected.size() == 2);
        }
    }

    @Test
    void aServerOfJsonHasTheSameLimits() {
        server = RpcPeer.newServerOnly("localhost", 0, RpcOptions.DEFAULT);
        var limits = ServerLimits.DEFAULT
                .withMaxReceivedBytes(16 << 20)
                .withMaxRunningCalls(1)
                .withSendTimeout(Duration.ofMillis(200));
        try (var json =
                RpcTarget.parse("json+tcp://127.0.0.1:0").listen(options(limits).build())) {
            var target = (RpcTarget.Json) json.target();
            try (var one = target.connect(RpcOptions.DEFAULT);
                    var other = target.connect(RpcOptions.DEFAULT)) {
                one.callAsync("block");
                await().until(() -> running.get() == 1);
                var greeting = other.callAsync("greet");
                await().until(() -> events.limits.contains(Limit.CALLS));
                try (var third = target.connect(RpcOptions.DEFAULT)) {
                    assertThat(third.call("add", 1, 2).asInt()).isEqualTo(3);
                }
                release.countDown();
                assertThat(greeting.join().asString()).isEqualTo("hello");
                events.disconnected.clear();

                // Frames that are not complete, and answers that nobody takes.
                for (int i = 0; i < 20; i++) {
                    RawPeer peer = RawPeer.connect(target.address());
                    raw.add(peer);
                    peer.send(ByteBuffer.allocate(900_000).putInt(900_000).array());
                    assertThat(other.call("add", i, 1).asInt()).isEqualTo(i + 1);
                }
                await().untilAsserted(() ->
                        assertThat(events.disconnected).anyMatch(reason -> reason.startsWith("receive-limit: ")));
                RawPeer flood = RawPeer.connect(target.address());
                raw.add(flood);
                byte[] text = "{\"func\":\"large\",\"values\":[]}".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                byte[] message = ByteBuffer.allocate(4 + text.length)
                        .putInt(text.length)
                        .put(text)
                        .array();
                for (int i = 0; i < 256; i++) {
                    flood.send(message);
                }
                await().untilAsserted(() ->
                        assertThat(events.disconnected).anyMatch(reason -> reason.startsWith("send-timeout: ")));
                assertThat(other.call("add", 1, 2).asInt()).isEqualTo(3);
            }
        }
    }
}
