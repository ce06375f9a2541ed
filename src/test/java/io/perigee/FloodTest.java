package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.procedure.Procedures;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcRefusedException;
import io.perigee.testing.Events;
import io.perigee.testing.RawPeer;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More than the numbers, the procedures or the sockets can take at once. */
class FloodTest {
    private final Events events = new Events();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();
    private final ConcurrentHashMap<Long, Integer> times = new ConcurrentHashMap<>();

    private final Procedures procedures = new Procedures()
            .addNonBlocking("echo", call -> call.args())
            .add("block", call -> {
                mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
                release.await();
                running.decrementAndGet();
                return call.arg(0);
            })
            .add("count", call -> times.merge(call.arg(0).asLong(), 1, Integer::sum))
            .add("nested", call -> {
                long depth = call.arg(0).asLong();
                return depth == 0
                        ? 0
                        : 1 + call.caller().call("nested", depth - 1).asLong();
            });

    private RpcServer server;

    private RpcOptions.Builder options() {
        return RpcOptions.builder().procedures(procedures).listener(events);
    }

    private void listen(RpcOptions options) {
        server = RpcPeer.newServerOnly("localhost", 0, options);
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.close();
    }

    private RpcPeer served() {
        await().until(() -> server.peers().size() == 1);
        return server.peers().get(0);
    }

    @Test
    void noMoreCallsRunAtOnceThanTheOptionsSay() {
        listen(options().maxInboundCalls(3).build());
        try (var client = RpcPeer.newClient(server.address(), RpcOptions.DEFAULT)) {
            var calls = new ArrayList<CompletableFuture<LuaValues>>();
            for (int i = 0; i < 200; i++) {
                calls.add(client.callAsync("block", i));
            }
            await().until(() -> running.get() == 3);
            release.countDown();
            for (int i = 0; i < 200; i++) {
                assertThat(calls.get(i).join().asLong()).isEqualTo(i);
            }
            assertThat(mostRunning).hasValue(3);
        }
    }

    @Test
    void whatCannotRunIsNotReadEither() {
        listen(options().maxInboundCalls(1).build());
        try (var raw = RawPeer.connect(server.address())) {
            raw.call(0, "block", "first");
            await().until(() -> running.get() == 1);

            var large = RawPeer.callBytes(0, "echo", LuaTable.listOf(strings(16)));
            var written = new AtomicInteger();
            var writing = new Thread(() -> {
                for (int seq = 1; seq < 256; seq++) {
                    large[1] = (byte) seq;
                    raw.send(large);
                    written.incrementAndGet();
                }
            });
            writing.start();
            // 255 MiB would have to fit into the buffers of two sockets.
            await().during(Duration.ofMillis(500)).until(() -> written.get() < 100);

            release.countDown();
            for (int i = 0; i < 256; i++) {
                assertThat(raw.readResponse().status()).isZero();
            }
            await().until(() -> written.get() == 255);
        }
    }

    @Test
    void aPauseOfOurOwnTimesNoFrameOut() {
        listen(options().maxInboundCalls(1).frameTimeout(Duration.ofMillis(100)).build());
        try (var raw = RawPeer.connect(server.address())) {
            raw.call(0, "block");
            await().until(() -> running.get() == 1);
            // The second call waits, which pauses the reading; the third is cut where the read happens to end.
            raw.send(concat(RawPeer.callBytes(1, "echo"), new byte[] {0, 2, 0, 0}));
            await().pollDelay(Duration.ofMillis(400)).until(() -> events.disconnected.isEmpty());
            raw.send("00 07 04 0004 6563686f");
            release.countDown();
            for (int i = 0; i < 3; i++) {
                assertThat(raw.readResponse().status()).isZero();
            }
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        var all = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static Object[] strings(int count) {
        var strings = new Object[count];
        for (int i = 0; i < count; i++) {
            strings[i] = String.format("%05d", i).repeat(13_106);
        }
        return strings;
    }

    @Test
    void callsMayNestAsDeepAsThereAreNumbers() {
        listen(options().build());
        try (var client = RpcPeer.newClient(
                server.address(), RpcOptions.builder().procedures(procedures).build())) {
            assertThat(client.call("nested", 500).asLong()).isEqualTo(500);
            assertThat(served().call("nested", 500).asLong()).isEqualTo(500);
        }
    }

    private void addCallBack() {
        procedures.add(
                "callBack", call -> call.caller().call("echo", call.arg(0)).value());
    }

    @Test
    void everyOneOfAllCallsMayCallBack() {
        addCallBack();
        listen(options().build());
        try (var client = RpcPeer.newClient(
                server.address(), RpcOptions.builder().procedures(procedures).build())) {
            var peer = served();
            var calls = new ArrayList<CompletableFuture<LuaValues>>();
            for (int i = 0; i < 256; i++) {
                calls.add(client.callAsync("callBack", i));
            }
            for (int i = 0; i < 256; i++) {
                assertThat(calls.get(i).join().asLong()).isEqualTo(i);
            }

            // From both sides at once each direction has to bear the calls of one and the call-backs of the other.
            calls.clear();
            for (int i = 0; i < 128; i++) {
                calls.add(client.callAsync("callBack", i));
                calls.add(peer.callAsync("callBack", i));
            }
            for (int i = 0; i < 256; i++) {
                assertThat(calls.get(i).join().asLong()).isEqualTo(i / 2);
            }
        }
    }

    @Test
    void whereEveryNumberWaitsForACallBackTheDeadlineOfTheCallBackDecides() {
        addCallBack();
        var options = options().timeout(Duration.ofMillis(300)).build();
        listen(options);
        try (var client = RpcPeer.newClient(server.address(), options)) {
            var peer = served().withTimeout(Duration.ZERO);
            var patient = client.withTimeout(Duration.ZERO);
            var calls = new ArrayList<CompletableFuture<LuaValues>>();
            for (int i = 0; i < 256; i++) {
                calls.add(patient.callAsync("callBack", i));
                calls.add(peer.callAsync("callBack", i));
            }
            // Some are through before the numbers are used up; those that are not end all the same.
            for (var call : calls) {
                call.handle((results, failure) -> {
                            if (failure != null) {
                                assertThat(failure).hasMessageContaining("no answer within 300 ms");
                            }
                            return null;
                        })
                        .join();
            }
            assertThat(client.call("echo", 1).asLong()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void bothSidesMayFloodEachOtherWithLargeArguments(int stringsPerCall) {
        procedures.add("echoLater", call -> call.args());
        var options = options();
        listen(options.build());
        try (var client = RpcPeer.newClient(server.address(), options.build())) {
            var peer = served();
            var args = strings(stringsPerCall);
            var calls = new ArrayList<CompletableFuture<LuaValues>>();
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 256; i++) {
                    calls.add(client.callAsync(i % 2 == 0 ? "echo" : "echoLater", args));
                    calls.add(peer.callAsync(i % 2 == 0 ? "echo" : "echoLater", args));
                }
            }
            var expected = LuaValues.from(args);
            calls.forEach(call -> assertThat(call.join()).isEqualTo(expected));
        }
    }

    @Test
    void bothSidesMayFetchFarMoreThanIsKeptOfAnswers() {
        var large = strings(1)[0];
        procedures.addNonBlocking("fetch", call -> large).add("fetchLater", call -> large);
        var options = options().maxBacklogBytes(1 << 20).build();
        listen(options);
        try (var client = RpcPeer.newClient(server.address(), options)) {
            var peer = served();
            var calls = new ArrayList<CompletableFuture<LuaValues>>();
            for (int i = 0; i < 512; i++) {
                calls.add(client.callAsync(i % 2 == 0 ? "fetch" : "fetchLater"));
                calls.add(peer.callAsync(i % 2 == 0 ? "fetch" : "fetchLater"));
            }
            calls.forEach(call -> assertThat(call.join().asString()).isEqualTo(large));
        }
    }

    @Test
    void largeCallsThatHadToWaitAreSentOnce() {
        listen(options().build());
        try (var client = RpcPeer.newClient(server.address(), RpcOptions.DEFAULT)) {
            for (int i = 0; i < 256; i++) {
                client.callAsync("block", i);
            }
            // Each is more than the socket is given at once, so that writing it changes whether it takes more.
            var large = LuaTable.listOf(strings(20));
            var calls = new ArrayList<CompletableFuture<LuaValues>>();
            for (int i = 0; i < 20; i++) {
                calls.add(client.callAsync("count", i, large));
            }
            await().until(() -> running.get() == 256);
            release.countDown();
            calls.forEach(CompletableFuture::join);
            assertThat(times).hasSize(20).allSatisfy((call, count) -> assertThat(count)
                    .as("call %s", call)
                    .isEqualTo(1));
        }
    }

    @Test
    void whenTheQueueIsFullCallsAreRefusedUnsent() {
        listen(options().build());
        try (var client = RpcPeer.newClient(
                server.address(), RpcOptions.builder().maxQueuedCalls(10).build())) {
            for (int i = 0; i < 256; i++) {
                client.callAsync("block", i);
                int sent = i + 1;
                await().pollInterval(Duration.ofMillis(1)).until(() -> running.get() == sent);
            }
            var waiting = new ArrayList<CompletableFuture<LuaValues>>();
            for (int i = 0; i < 10; i++) {
                waiting.add(client.callAsync("echo", i));
            }
            await().untilAsserted(() -> assertThatThrownBy(() -> client.call("echo"))
                    .isInstanceOfSatisfying(RpcRefusedException.class, failure -> assertThat(failure.outcome())
                            .isEqualTo(Outcome.NOT_SENT))
                    .hasMessageContaining("too many calls wait (expected: <= 10)"));

            release.countDown();
            for (int i = 0; i < 10; i++) {
                assertThat(waiting.get(i).join().asLong()).isEqualTo(i);
            }
        }
    }

    @Test
    void aPeerThatNeverReadsIsNotWrittenToWithoutEnd() {
        listen(options().build());
        try (var raw = RawPeer.connect(server.address())) {
            var large = RawPeer.callBytes(0, "echo", strings(16));
            var written = new AtomicInteger();
            var writing = new Thread(() -> {
                try {
                    for (int i = 0; i < 1000; i++) {
                        large[1] = (byte) i;
                        raw.send(large);
                        written.incrementAndGet();
                    }
                } catch (java.io.UncheckedIOException e) {
                    // Closed below.
                }
            });
            writing.start();
            // The answers fill the buffers, then their channel; after that nothing is read.
            await().during(Duration.ofMillis(500)).until(() -> written.get() < 100);
        }
    }
}
