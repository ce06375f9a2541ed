package io.perigee.gateway.zmq;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcInterruptedException;
import io.perigee.remote.RpcProtocolException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;

@Timeout(60)
class ZmqClientTest {
    private static final byte[] EMPTY = {};
    private static final byte[] OK = "OK".getBytes(US_ASCII);

    private static ZmqServer serve() {
        return ZmqServer.listen(
                ZmqSettings.ANY_PORT, ZmqSettings.of(ZmqSettings.fixture()).build());
    }

    @Test
    void aServerOfThisLibraryIsMoreThanATerminal() {
        try (var server = serve();
                var client = ZmqClient.connect(server.address(), ZmqSettings.client(), PeerKind.PERIGEE)) {
            assertThat(client.call("string.upper", "abc").asString()).isEqualTo("ABC");
            assertThat(client.module("string").invoke("upper", "x").asString()).isEqualTo("X");
            assertThat(client.eval("config.net.ports.2").asInt()).isEqualTo(443);
            byte[] bytes = {0, (byte) 0xff, 1};
            assertThat(client.call("echo", bytes).value().asBytes()).isEqualTo(bytes);
            assertThat(client.call("multi")).isEqualTo(LuaValues.from(1, null, "three"));
            assertThat(client.call("echo", List.of(List.of(1, 2))).at(1).at(2).asInt())
                    .isEqualTo(2);
            assertThat(client.call("blocking").asString()).isNotEmpty();
        }
    }

    @Test
    void anAnswerThatComesLateFindsNobody() {
        try (var router = RawSocket.bind(SocketType.ROUTER, ZmqSettings.ANY_PORT);
                var client = ZmqClient.connect(router.address(), ZmqSettings.client())) {
            CompletableFuture<LuaValues> first =
                    client.withTimeout(Duration.ofMillis(50)).callAsync("first");
            List<byte[]> asked = router.receive();
            assertThatThrownBy(first::join).cause().isInstanceOf(RpcTimeoutException.class);
            CompletableFuture<LuaValues> second = client.callAsync("second");
            List<byte[]> askedNext = router.receive();
            router.send(asked.get(0), asked.get(1), EMPTY, OK, new byte[] {1});
            router.send(askedNext.get(0), askedNext.get(1), EMPTY, OK, new byte[] {2});
            assertThat(second.join().asInt()).isEqualTo(2);
        }
    }

    @Test
    void manyThreadsCallAtOnceAndInterruptsHarmNobody() throws Exception {
        int threads = 8;
        int calls = 200;
        var pool = Executors.newFixedThreadPool(threads);
        try (var server = serve();
                var client = ZmqClient.connect(server.address(), ZmqSettings.client())) {
            var results = new ArrayList<Future<Integer>>();
            for (int t = 0; t < threads; t++) {
                int number = t;
                results.add(pool.submit(() -> {
                    int right = 0;
                    for (int i = 0; i < calls; i++) {
                        if (number % 2 == 1) {
                            // As a pool that is shut down does to its threads, in the middle of their calls.
                            Thread.currentThread().interrupt();
                            try {
                                client.call("add", number, i);
                            } catch (RpcInterruptedException e) {
                                // As it should be, unless the answer was quicker.
                            }
                            right += Thread.interrupted() ? 1 : 0;
                        } else {
                            right += client.call("add", number, i).asInt() == number + i ? 1 : 0;
                        }
                    }
                    return right;
                }));
            }
            for (Future<Integer> result : results) {
                assertThat(result.get()).isEqualTo(calls);
            }
            assertThat(client.call("add", 1, 2).asInt()).isEqualTo(3);
        } finally {
            pool.shutdownNow();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void noMoreCallsAreDueThanMayBe() {
        try (var server = serve();
                var client = ZmqClient.connect(
                        server.address(), new ZmqSettings().maxQueuedCalls(3).build())) {
            var due = new ArrayList<CompletableFuture<LuaValues>>();
            for (int i = 0; i < 3; i++) {
                due.add(client.callAsync("never"));
            }
            var refused = catchThrowableOfType(RpcRefusedException.class, () -> client.call("add", 1, 2));
            assertThat(refused).hasMessageContaining("calls: one more (expected: <= 3 due)");
            due.get(0).cancel(true);
            assertThat(client.call("add", 1, 2).asInt()).isEqualTo(3);
        }
    }

    @Test
    void closingEndsEveryCall() {
        try (var server = serve()) {
            var client = ZmqClient.connect(server.address(), ZmqSettings.client());
            CompletableFuture<LuaValues> pending = client.callAsync("never");
            client.close();
            client.close();
            assertThatThrownBy(pending::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(RpcConnectionException.class)
                    .hasMessageContaining("closed");
            var after = catchThrowableOfType(RpcConnectionException.class, () -> client.call("add", 1, 2));
            assertThat(after.outcome()).isEqualTo(Outcome.NOT_SENT);
        }
    }

    @Test
    void callsThatWouldWaitForThemselvesAreRefused() {
        var answer = new CompletableFuture<String>();
        var procedures = ZmqSettings.fixture().addNonBlocking("later", call -> answer);
        try (var server = ZmqServer.listen(
                        ZmqSettings.ANY_PORT, ZmqSettings.of(procedures).build());
                var client = ZmqClient.connect(server.address(), ZmqSettings.client())) {
            CompletableFuture<LuaValues> nested =
                    client.callAsync("later").thenApply(first -> client.call("add", 1, 2));
            // Not before: what is done already when something is to follow it is followed on this thread.
            answer.complete("now");
            assertThatThrownBy(nested::join).cause().isInstanceOf(IllegalStateException.class);
            assertThat(client.callAsync("add", 1, 1)
                            .thenCompose(two -> client.callAsync("add", two.asInt(), 1))
                            .join()
                            .asInt())
                    .isEqualTo(3);
        }
    }

    @Test
    void messagesBeyondTheLimitGoNeitherWay() {
        try (var server = serve();
                var client = ZmqClient.connect(
                        server.address(), new ZmqSettings().maxMessage(1000).build())) {
            assertThatThrownBy(() -> client.call("echo", "x".repeat(2000)))
                    .isInstanceOf(RpcRefusedException.class)
                    .hasMessageContaining("size-limit");
            // The connection cannot go on behind a frame that nobody reads; the next one can.
            assertThatThrownBy(() -> client.call("large", 2000))
                    .isInstanceOfAny(RpcConnectionException.class, RpcProtocolException.class);
            assertThat(client.call("add", 1, 2).asInt()).isEqualTo(3);
        }
    }

    @Test
    void nobodyThereIsToldAtOnce() throws Exception {
        int free;
        try (var socket = new java.net.ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        String endpoint = "tcp://127.0.0.1:" + free;
        assertThatThrownBy(() -> ZmqClient.connect(endpoint, ZmqSettings.client()))
                .isInstanceOf(RpcConnectionException.class)
                .hasMessage("connect at zmq+" + endpoint + ": connection refused (not sent)");
        assertThatThrownBy(() -> ZmqClient.connect("tcp://*:1", ZmqSettings.client()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTimeoutOfZeroForTheConnectionIsNone() {
        try (var server = serve();
                var client = ZmqClient.connect(
                        server.address(),
                        new ZmqSettings().connectTimeoutMillis(0).build())) {
            assertThat(client.call("add", 20, 22).asInt()).isEqualTo(42);
        }
    }

    @Test
    void whoeverIsThereButSpeaksNoZeroMqIsToldSo() throws Exception {
        try (var other = new java.net.ServerSocket(0)) {
            String endpoint = "tcp://127.0.0.1:" + other.getLocalPort();
            var hurried = new ZmqSettings().connectTimeoutMillis(500).build();
            assertThatThrownBy(() -> ZmqClient.connect(endpoint, hurried))
                    .isInstanceOf(RpcConnectionException.class)
                    .hasMessage("connect at zmq+" + endpoint
                            + ": no greeting (expected: that of a peer of ZeroMQ) (not sent)");
            var hangingUp = new Thread(() -> {
                try {
                    while (true) {
                        other.accept().close();
                    }
                } catch (IOException e) {
                    // The test is over.
                }
            });
            hangingUp.start();
            assertThatThrownBy(() -> ZmqClient.connect(endpoint, ZmqSettings.client()))
                    .isInstanceOf(RpcConnectionException.class)
                    .hasMessage("connect at zmq+" + endpoint
                            + ": hung up without a greeting (expected: that of a peer of ZeroMQ) (not sent)");
        }
    }
}
