package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perigee.budget.ServerLimits;
import io.perigee.observe.Limit;
import io.perigee.procedure.Procedures;
import io.perigee.testing.Events;
import io.perigee.testing.RawPeer;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
        return keep(RawPeer.connect(server.address()));
    }

    /** One that does not read has the server wait, and not its own system keep what it is sent. */
    private RawPeer connectWithSmallBuffer() {
        return keep(RawPeer.connectWithSmallBuffer(server.address()));
    }

    private RawPeer keep(RawPeer peer) {
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
        // One answer for each of them is more than that, and none has a second one.
        listen(ServerLimits.DEFAULT.withMaxUnsentBytes(2 << 20));
        for (int i = 0; i < 64; i++) {
            RawPeer peer = connectWithSmallBuffer();
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
    void forWhoTakesNothingLittleIsDone() {
        var answers = new AtomicInteger();
        procedures.addNonBlocking("counted", call -> {
            answers.incrementAndGet();
            return LARGE;
        });
        listen(ServerLimits.DEFAULT.withMaxUnsentBytes(16 << 20).withSendTimeout(Duration.ofMillis(300)));
        RawPeer peer = connectWithSmallBuffer();
        for (int seq = 0; seq < 256; seq++) {
            peer.call(seq, "counted");
        }
        await().untilAsserted(() -> assertThat(events.disconnected).hasSize(1));
        // A 64th of what may wait, and what the system keeps, which by itself would be megabytes.
        assertThat(answers.get() * LARGE.length()).isBetween(1, 1 << 20);
    }

    @Test
    void whoTakesNothingInTimeEnds() {
        listen(ServerLimits.DEFAULT.withSendTimeout(Duration.ofMillis(200)));
        RawPeer peer = connectWithSmallBuffer();
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
    void whoTakesASlowAnswerBitByBitHasItsTime() throws IOException {
        // 12 MB in one frame.
        LuaValues huge = LuaValues.from(Collections.nCopies(200, LARGE).toArray());
        procedures.addNonBlocking("huge", call -> huge);
        listen(ServerLimits.DEFAULT.withSendTimeout(Duration.ofSeconds(1)));
        RawPeer peer = connectWithSmallBuffer();
        peer.call(0, "huge");
        // All of it takes many times as long as a peer may take nothing.
        long begin = System.nanoTime();
        var bytes = new byte[256 << 10];
        for (int i = 0; i < 45; i++) {
            assertThat(peer.socket().getInputStream().readNBytes(bytes, 0, bytes.length))
                    .isEqualTo(bytes.length);
            LockSupport.parkNanos(Duration.ofMillis(80).toNanos());
        }
        assertThat(System.nanoTime() - begin)
                .isGreaterThan(Duration.ofSeconds(3).toNanos());
        assertThat(events.disconnected).isEmpty();
        // And when it stops, it ends.
        peer.call(1, "huge");
        await().untilAsserted(() -> assertThat(events.disconnected)
                .hasSize(1)
                .first()
                .asString()
                .matches("send-timeout: \\d+ bytes wait \\(expected: to be taken within 1000 ms\\)"));
    }

    @Test
    void twoThatFloodEachOtherAndReadNoMoreEndInTime() {
        // More than the systems of both ends keep for them.
        Object[] texts = Collections.nCopies(4, LuaString.of(LARGE)).toArray();
        var options = RpcOptions.builder()
                .procedures(procedures)
                .maxBacklogBytes(64 << 10)
                .timeout(Duration.ofSeconds(30));
        procedures.addNonBlocking("echo", call -> call.args());
        RpcOptions flooding = options.build();
        server = RpcPeer.newServerOnly(
                "localhost",
                0,
                options.listener(events)
                        .serverLimits(ServerLimits.DEFAULT.withSendTimeout(Duration.ofMillis(500)))
                        .build());
        try (var client = RpcPeer.newClient(server.address(), flooding)) {
            await().until(() -> !server.peers().isEmpty());
            RpcPeer other = server.peers().iterator().next();
            var calls = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < 300; i++) {
                calls.add(client.callAsync("echo", texts));
                calls.add(other.callAsync("echo", texts));
            }
            await().untilAsserted(() -> assertThat(events.disconnected).hasSize(1));
            assertThat(events.disconnected.get(0)).startsWith("send-timeout: ");
            assertThat(events.limits).containsExactly(Limit.SEND_TIME);
            // Long before their own time is up, each with what became of it.
            await().atMost(Duration.ofSeconds(10)).until(() -> calls.stream().allMatch(CompletableFuture::isDone));
        }
    }

    @Test
    void callsThatWaitWithoutAThreadLeaveRoomForThoseThatNeedOne() {
        var parked = new CompletableFuture<Object>();
        procedures.addNonBlocking("park", call -> parked);
        listen(ServerLimits.DEFAULT.withMaxRunningCalls(4));
        try (var one = client();
                var other = client()) {
            var polls = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < 100; i++) {
                polls.add(one.callAsync("park"));
                polls.add(other.callAsync("park"));
            }
            assertThat(one.call("greet").asString()).isEqualTo("hello");
            assertThat(other.call("greet").asString()).isEqualTo("hello");
            assertThat(events.limits).isEmpty();
            parked.complete("now");
            polls.forEach(poll -> assertThat(poll.join()).hasToString("[now]"));
        }
    }

    @Test
    void whoseCallsRunForLongHasRoomForMoreWhenThoseOfOthersEnd() {
        listen(ServerLimits.DEFAULT.withMaxRunningCalls(6));
        var others = new CountDownLatch(1);
        procedures.add("other", call -> {
            running.incrementAndGet();
            others.await();
            running.decrementAndGet();
            return 1;
        });
        try (var one = client();
                var two = client();
                var three = client()) {
            one.callAsync("block");
            await().until(() -> running.get() == 1);
            two.callAsync("other");
            two.callAsync("other");
            // With calls on a third connection it could not have two.
            await().until(() -> running.get() == 3);
            three.callAsync("other");
            await().until(() -> running.get() == 4);
            var greeting = one.callAsync("greet");
            await().until(() -> events.limits.contains(Limit.CALLS));
            assertThat(greeting).isNotDone();
            others.countDown();
            assertThat(greeting.join().asString()).isEqualTo("hello");
            await().until(() -> running.get() == 1);
        }
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
                var client = client();
                var other = client()) {
            var blocked = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < 100; i++) {
                blocked.add(greedy.callAsync("block"));
            }
            await().until(() -> running.get() == 1);
            var greeting = client.callAsync("greet");
            assertThat(other.call("add", 1, 2).asInt()).isEqualTo(3);
            assertThat(greeting).isNotDone();
            assertThat(running).hasValue(1);
            release.countDown();
            assertThat(greeting.join().asString()).isEqualTo("hello");
            blocked.forEach(CompletableFuture::join);
        }
    }

    @Test
    void nobodyWaitsBehindACallWhoseArgumentsAreTooLargeForNow() {
        listen(ServerLimits.DEFAULT.withMaxReceivedBytes(2 << 20));
        try (var one = client();
                var two = client();
                var three = client()) {
            one.callAsync("block", LARGE, LARGE, LARGE);
            await().until(() -> running.get() == 1);
            var large = two.callAsync("greet", LARGE, LARGE, LARGE);
            await().until(() -> events.limits.contains(Limit.CALLS));
            assertThat(three.call("greet").asString()).isEqualTo("hello");
            assertThat(large).isNotDone();
            release.countDown();
            assertThat(large.join().asString()).isEqualTo("hello");
        }
    }

    @Test
    void callsOfThoseWhoHaveLeftCountUntilTheyEnd() {
        listen(ServerLimits.DEFAULT.withMaxRunningCalls(1));
        connect().call(0, "block");
        await().until(() -> running.get() == 1);
        raw.get(0).reset();
        await().until(() -> events.disconnected.size() == 1);
        try (var client = client();
                var other = client()) {
            var greeting = client.callAsync("greet");
            assertThat(other.call("add", 1, 2).asInt()).isEqualTo(3);
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
                    RawPeer peer = keep(RawPeer.connect(target.address()));
                    peer.send(ByteBuffer.allocate(900_000).putInt(900_000).array());
                    assertThat(other.call("add", i, 1).asInt()).isEqualTo(i + 1);
                }
                await().untilAsserted(() ->
                        assertThat(events.disconnected).anyMatch(reason -> reason.startsWith("receive-limit: ")));
                RawPeer flood = keep(RawPeer.connectWithSmallBuffer(target.address()));
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
