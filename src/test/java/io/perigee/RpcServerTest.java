package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.procedure.Procedures;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcInterruptedException;
import io.perigee.testing.Events;
import io.perigee.testing.RawPeer;
import io.perigee.transport.Address;
import io.perigee.value.LuaValues;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RpcServerTest {
    private final Events events = new Events();
    private final CountDownLatch release = new CountDownLatch(1);
    private final Procedures procedures = new Procedures()
            .addNonBlocking("echo", call -> call.args())
            .add("block", call -> {
                release.await();
                return null;
            })
            .add("peer", call -> call.peer());
    private final RpcOptions options =
            RpcOptions.builder().procedures(procedures).listener(events).build();

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
    void peersMeetOverIpv4AndIpv6(String host) {
        try (var server = RpcPeer.newServerOnly(host, 0, options);
                var client = RpcPeer.newClient(server.address(), options)) {
            assertThat(client.call("echo", host).asString()).isEqualTo(host);
            assertThat(Address.parse(server.address().toString())).isEqualTo(server.address());
            if (host.equals("::1")) {
                assertThat(server.address().toString()).startsWith("[::1]:");
                assertThat(client.call("peer").asString()).startsWith("[0:0:0:0:0:0:0:1]:");
            }
        }
    }

    @Test
    void manyPeersAreServedAndEachCanBeCalled() {
        var arrived = new CopyOnWriteArrayList<RpcPeer>();
        try (var server = RpcPeer.newServerOnly("localhost", 0, options).onPeer(arrived::add)) {
            var clients = new ArrayList<RpcPeer>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                clients.add(RpcPeer.newClient(
                        server.address(),
                        RpcOptions.builder()
                                .procedures(new Procedures().add("whoami", call -> number))
                                .build()));
            }
            await().until(() -> server.peers().size() == 10);
            assertThat(arrived).containsExactlyInAnyOrderElementsOf(server.peers());
            assertThat(server.peers())
                    .extracting(peer -> peer.call("whoami").asLong())
                    .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);

            clients.get(3).close();
            await().until(() -> server.peers().size() == 9);
            assertThat(server.peers())
                    .extracting(peer -> peer.call("whoami").asLong())
                    .doesNotContain(3L);
            clients.forEach(RpcPeer::close);
            await().until(() -> server.peers().isEmpty());
        }
    }

    @Test
    void aServerForOnePeerStopsListeningOnceItCame() throws Exception {
        int port = freePort();
        var accepted = CompletableFuture.supplyAsync(() -> {
            try {
                return RpcPeer.newServer("localhost", port, options);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        var connected = new CompletableFuture<RpcPeer>();
        await().ignoreExceptions().until(() -> connected.complete(RpcPeer.newClient("localhost", port, options)));

        try (var server = accepted.get(20, TimeUnit.SECONDS);
                var client = connected.join()) {
            assertThat(server.call("echo", "from the server").asString()).isEqualTo("from the server");
            assertThat(client.call("echo", "from the client").asString()).isEqualTo("from the client");
            assertThatThrownBy(() -> RpcPeer.newClient("localhost", port, options))
                    .isInstanceOf(RpcConnectionException.class)
                    .hasMessageContaining("refused");
        }
        assertThat(accepted.join().isConnected()).isFalse();
    }

    @Test
    void waitingForAPeerCanBeInterruptedAndThenNobodyListens() throws Exception {
        int port = freePort();
        var failure = new CompletableFuture<Throwable>();
        var waiting = new Thread(() -> {
            try {
                RpcPeer.newServer("localhost", port, options);
            } catch (Throwable t) {
                failure.complete(t);
            }
        });
        waiting.start();
        // It listens, and only then it is interrupted; the test must not be the peer that it waits for.
        await().until(() -> portIsTaken(port));
        waiting.interrupt();
        assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        await().until(() -> !portIsTaken(port));
    }

    private static boolean portIsTaken(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(false);
            socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return false;
        } catch (java.io.IOException e) {
            return true;
        }
    }

    @Test
    void anAddressThatIsTakenIsAnError() {
        try (var server = RpcPeer.newServerOnly("localhost", 0, options)) {
            assertThatThrownBy(() -> RpcPeer.newServerOnly(server.address(), options))
                    .isInstanceOf(RpcConnectionException.class)
                    .hasMessageContaining(server.address().toString());
        }
    }

    @Test
    void hostsThatThereAreNotAreErrors() {
        assertThatThrownBy(() -> RpcPeer.newClient("no-such-host.invalid", 1, options))
                .isInstanceOf(RpcConnectionException.class)
                .hasMessageContaining("no such host");
        assertThatThrownBy(() -> RpcPeer.newServerOnly("no-such-host.invalid", 1, options))
                .isInstanceOf(RpcConnectionException.class);
    }

    @Test
    void aServerThatRestartsFindsItsPortFree() {
        var first = RpcPeer.newServerOnly("localhost", 0, options);
        var address = first.address();
        try (var client = RpcPeer.newClient(address, options)) {
            client.call("echo");
            first.close();
            try (var second = RpcPeer.newServerOnly(address, options);
                    var again = RpcPeer.newClient(address, options)) {
                assertThat(again.call("echo", 2).asLong()).isEqualTo(2);
                assertThat(second.peers()).hasSize(1);
            }
        }
    }

    @Test
    void closingEndsEveryPendingCallOnce() {
        var ends = new AtomicInteger();
        var calls = new ArrayList<CompletableFuture<LuaValues>>();
        var server = RpcPeer.newServerOnly("localhost", 0, options);
        try {
            var client = RpcPeer.newClient(server.address(), options);
            await().until(() -> server.peers().size() == 1);
            var served = server.peers().get(0);
            for (int i = 0; i < 300; i++) {
                for (var side : Set.of(client, served)) {
                    var call = side.callAsync("block");
                    call.whenComplete((results, failure) -> ends.incrementAndGet());
                    calls.add(call);
                }
            }
            client.close();
            client.close();
            served.close();
            server.close();
            server.close();
            assertThat(calls).allSatisfy(call -> assertThat(call)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withCauseInstanceOf(RpcConnectionException.class));
            await().untilAsserted(() -> assertThat(ends).hasValue(600));
            assertThat(client.isConnected()).isFalse();
            assertThat(client.closed()).isCompletedWithValue("closed");
            assertThat(calls.stream()
                            .map(call -> call.handle((results, failure) -> ((RpcConnectionException) failure).outcome())
                                    .join()))
                    .contains(Outcome.UNKNOWN, Outcome.NOT_SENT);
            // Each end is told once: 600 of ours; those that were served end with the connection, too.
            await().until(() -> events.ended.size() == 600);
        } finally {
            release.countDown();
        }
    }

    @Test
    void aPeerMayBeClosedFromAProcedureAndFromACallback() {
        try (var server = RpcPeer.newServerOnly("localhost", 0, options)) {
            var client = RpcPeer.newClient(server.address(), options);
            procedures.add("hangUp", call -> {
                client.close();
                return null;
            });
            assertThatThrownBy(() -> client.call("hangUp")).isInstanceOf(RpcConnectionException.class);

            var other = RpcPeer.newClient(server.address(), options);
            other.callAsync("echo").thenRun(other::close).join();
            assertThat(other.closed().join()).isEqualTo("closed");
        }
    }

    @Test
    void aWaitingCallCanBeInterrupted() throws Exception {
        try (var server = RpcPeer.newServerOnly("localhost", 0, options);
                var client = RpcPeer.newClient(server.address(), options)) {
            var outcome = new CompletableFuture<Throwable>();
            var flag = new CompletableFuture<Boolean>();
            var thread = new Thread(() -> {
                try {
                    client.call("block");
                } catch (Throwable t) {
                    flag.complete(Thread.currentThread().isInterrupted());
                    outcome.complete(t);
                }
            });
            thread.start();
            await().until(() -> thread.getState() == Thread.State.WAITING);
            thread.interrupt();
            assertThat(outcome.get(20, TimeUnit.SECONDS)).isInstanceOf(RpcInterruptedException.class);
            assertThat(flag.join()).isTrue();
            assertThat(client.call("echo", 1).asLong()).isEqualTo(1);
        } finally {
            release.countDown();
        }
    }

    @Test
    void blockingOnAnEventLoopIsRefused() {
        try (var server = RpcPeer.newServerOnly("localhost", 0, options);
                var client = RpcPeer.newClient(server.address(), options)) {
            procedures.addNonBlocking("blocks", call -> call.caller().call("echo"));
            procedures.addNonBlocking("connects", call -> RpcPeer.newClient(server.address(), options));
            assertThatThrownBy(() -> client.call("blocks")).hasMessageContaining("a blocking call on an event loop");
            assertThatThrownBy(() -> client.call("connects")).hasMessageContaining("waiting on an event loop");
            procedures.addNonBlocking("listens", call -> RpcPeer.newServerOnly("localhost", 0));
            assertThatThrownBy(() -> client.call("listens")).hasMessageContaining("waiting on an event loop");

            procedures.addNonBlocking("doesNot", call -> call.caller().callAsync("echo", "fine"));
            assertThat(client.call("doesNot").asString()).isEqualTo("fine");

            var gate = new java.util.concurrent.CompletableFuture<>();
            procedures.addNonBlocking("waits", call -> gate);
            var inCallback = client.callAsync("waits").thenApply(results -> client.call("echo"));
            gate.complete(1);
            assertThatThrownBy(inCallback::join).hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aDeadlineIsInheritedFromTheOptionsAndMayBeSetForACall() {
        var hasty = RpcOptions.builder().timeout(Duration.ofMillis(50)).build();
        try (var server = RpcPeer.newServerOnly("localhost", 0, options);
                var client = RpcPeer.newClient(server.address(), hasty)) {
            assertThatThrownBy(() -> client.call("block")).hasMessageContaining("no answer within 50 ms");
            assertThatThrownBy(() -> client.withTimeout(Duration.ofMillis(20)).call("block"))
                    .hasMessageContaining("no answer within 20 ms");
            var unlimited = client.withTimeout(Duration.ZERO).callAsync("block");
            assertThat(unlimited).isNotDone();
            release.countDown();
            assertThat(unlimited.join().isEmpty()).isFalse();
        }
    }

    @Test
    void aCancelledConnectLeavesNoConnectionBehind() {
        try (var listener = RawPeer.listen()) {
            for (int i = 0; i < 20; i++) {
                var connecting = RpcPeer.newClientAsync(listener.address(), options);
                if (connecting.cancel(true)) {
                    try (var raw = listener.accept()) {
                        raw.expectClosed();
                    }
                } else {
                    connecting.join().close();
                    listener.accept().close();
                }
            }
        }
    }
}
