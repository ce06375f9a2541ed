package io.perigee.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.chaos.Fault.Kind;
import io.perigee.transport.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults as two plain sockets see them. */
class ChaosProxyTest {
    private static final FaultPlan NOTHING = (connection, direction) -> StreamFaults.NONE;

    @Test
    void allPassesWhereNothingIsPlanned() throws Exception {
        var bytes = ProxiedPair.bytes(3_000_000);
        try (var pair = new ProxiedPair(NOTHING)) {
            var client = pair.client();
            var server = pair.server();
            var sending = new Thread(() -> send(client, bytes));
            sending.start();
            assertThat(server.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
            sending.join();
            send(server, ProxiedPair.bytes(70_000));
            assertThat(client.getInputStream().readNBytes(70_000)).isEqualTo(ProxiedPair.bytes(70_000));

            // One direction ends, and the other goes on.
            client.shutdownOutput();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            send(server, ProxiedPair.bytes(5));
            server.close();
            assertThat(ProxiedPair.readAll(client)).isEqualTo(new ProxiedPair.Read(5, "end"));
            await().untilAsserted(() -> assertThat(pair.ended).containsExactly("3000000 70005"));
            assertThat(pair.proxy.connections()).isZero();
            assertThat(pair.injected).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CLOSE, 0, end, end",
        "CLOSE, 7, end, end",
        "RESET, 1, reset, reset",
        "RESET, 7, reset, reset",
        "HALF_CLOSE, 7, end, silence",
        "STALL, 0, silence, silence",
        "STALL, 7, silence, silence",
    })
    void aFaultComesAfterExactlySoManyBytes(Kind kind, int after, String atReceiver, String atSender) throws Exception {
        for (Direction direction : Direction.values()) {
            try (var pair = ProxiedPair.with(direction, StreamFaults.NONE.withFaults(Fault.of(kind, after)))) {
                var client = pair.client();
                var server = pair.server();
                var sender = direction == Direction.TO_SERVER ? client : server;
                var receiver = direction == Direction.TO_SERVER ? server : client;
                sendIfOpen(sender, ProxiedPair.bytes(20));
                expect(after, atReceiver, receiver);
                expect(0, atSender, sender);
                assertThat(pair.injected).containsExactly(Fault.of(kind, after));
                if (kind == Kind.HALF_CLOSE || kind == Kind.STALL) {
                    send(receiver, ProxiedPair.bytes(3));
                    expect(3, "silence", sender);
                }
                client.close();
                server.close();
                await().until(() -> pair.proxy.connections() == 0);
            }
        }
    }

    @Test
    void aStallThatEndsLosesNothing() throws Exception {
        var faults = StreamFaults.NONE.withFaults(Fault.stall(10, Duration.ofMillis(400)));
        try (var pair = ProxiedPair.with(Direction.TO_CLIENT, faults)) {
            var client = pair.client();
            var server = pair.server();
            send(server, ProxiedPair.bytes(200_000));
            server.shutdownOutput();
            expect(10, "silence", client);
            client.setSoTimeout(20_000);
            assertThat(client.getInputStream().readAllBytes()).hasSize(199_990);
        }
    }

    @Test
    void aClientThatHangsUpAtOnceIsHeardToTheEnd() throws Exception {
        try (var pair = new ProxiedPair(NOTHING)) {
            for (int i = 0; i < 200; i++) {
                var client = pair.client();
                send(client, ProxiedPair.bytes(3));
                client.shutdownOutput();
                assertThat(pair.server().getInputStream().readAllBytes()).hasSize(3);
            }
        }
    }

    @Test
    void aResetIsPassedOn() throws Exception {
        try (var pair = new ProxiedPair(NOTHING)) {
            var client = pair.client();
            var server = pair.server();
            client.setSoLinger(true, 0);
            client.close();
            assertThat(ProxiedPair.readAll(server)).isEqualTo(new ProxiedPair.Read(0, "reset"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void latencyAndBandwidthTakeTheirTime(Direction direction) throws Exception {
        var slow = StreamFaults.NONE
                .withDelay(Duration.ofMillis(150), Duration.ofMillis(20))
                .withBandwidth(10_000);
        try (var pair = ProxiedPair.with(direction, slow)) {
            var client = pair.client();
            var server = pair.server();
            var sender = direction == Direction.TO_SERVER ? client : server;
            var receiver = direction == Direction.TO_SERVER ? server : client;
            long begin = System.nanoTime();
            send(sender, ProxiedPair.bytes(3_000));
            sender.shutdownOutput();
            assertThat(receiver.getInputStream().readAllBytes()).isEqualTo(ProxiedPair.bytes(3_000));
            // All but the last piece, which is a twentieth of a second's, has been paid for.
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(150 + 250));
        }
    }

    @Test
    void theSameSeedFlipsTheSameBits() throws Exception {
        var faults = StreamFaults.NONE.withFlips(0.01).withSeed(7);
        var sent = ProxiedPair.bytes(20_000);
        byte[] first = null;
        for (int run = 0; run < 2; run++) {
            try (var pair = ProxiedPair.with(Direction.TO_SERVER, faults)) {
                var client = pair.client();
                var server = pair.server();
                // In pieces that differ from run to run.
                for (int i = 0; i < sent.length; i += 500 + 300 * run) {
                    client.getOutputStream().write(sent, i, Math.min(500 + 300 * run, sent.length - i));
                }
                client.shutdownOutput();
                byte[] received = server.getInputStream().readAllBytes();
                assertThat(received).hasSameSizeAs(sent).isNotEqualTo(sent);
                assertThat(pair.injected).hasSizeBetween(100, 300);
                assertThat(first == null ? received : first).isEqualTo(received);
                first = received;
            }
        }
    }

    @Test
    void aClientWithoutAServerIsTurnedAway() throws Exception {
        int nobody;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        var reasons = new CopyOnWriteArrayList<String>();
        try (var proxy = ChaosProxy.listen(
                        Address.of("localhost", 0), Address.of("127.0.0.1", nobody), NOTHING, new ChaosObserver() {
                            @Override
                            public void onUnreachable(long connection, String reason) {
                                reasons.add(connection + " " + reason);
                            }
                        });
                var client = new Socket("localhost", ((Address.Tcp) proxy.address()).port())) {
            assertThat(ProxiedPair.readAll(client)).isEqualTo(new ProxiedPair.Read(0, "reset"));
            await().untilAsserted(() -> assertThat(reasons).containsExactly("1 connection refused"));
        }
    }

    @Test
    void theEndOfTheProxyEndsItsConnections() throws Exception {
        try (var pair = new ProxiedPair(NOTHING)) {
            var client = pair.client();
            var server = pair.server();
            pair.proxy.close();
            assertThat(ProxiedPair.readAll(client)).isEqualTo(new ProxiedPair.Read(0, "end"));
            assertThat(ProxiedPair.readAll(server)).isEqualTo(new ProxiedPair.Read(0, "end"));
        }
    }

    @Test
    void aTakenPortIsTold() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = Address.of("127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> ChaosProxy.listen(address, address, NOTHING, ChaosObserver.NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessage("listen at " + address + ": address already in use");
        }
    }

    @Test
    void unixSocketsAreServedToo(@TempDir Path folder) throws Exception {
        var path = Address.ofUnix(folder.resolve("s"));
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var toTcp = ChaosProxy.listen(
                        path, Address.of("127.0.0.1", listener.getLocalPort()), NOTHING, ChaosObserver.NONE);
                var toUnix = ChaosProxy.listen(
                        Address.of("localhost", 0),
                        path,
                        (connection, direction) -> StreamFaults.NONE.withFaults(Fault.of(Kind.RESET, 4)),
                        ChaosObserver.NONE);
                var client = new Socket("localhost", ((Address.Tcp) toUnix.address()).port());
                var server = listener.accept()) {
            assertThat(toTcp.address()).isEqualTo(path);
            send(client, ProxiedPair.bytes(6));
            assertThat(ProxiedPair.readAll(server).bytes()).isEqualTo(4);
        }
    }

    private static void expect(int bytes, String end, Socket socket) throws IOException {
        var read = end.equals("silence") ? ProxiedPair.readUntilSilence(socket) : ProxiedPair.readAll(socket);
        assertThat(read).isEqualTo(new ProxiedPair.Read(bytes, end));
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void sendIfOpen(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            // The fault came first.
        }
    }
}
