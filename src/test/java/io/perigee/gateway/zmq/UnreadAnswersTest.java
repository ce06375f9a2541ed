package io.perigee.gateway.zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.SslContextBuilder;
import io.perigee.procedure.Procedures;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server keeps for clients, and whom it tells of their coming and going. */
@Timeout(60)
class UnreadAnswersTest {
    private static final byte[] ENDLESS = {2, -1, -1, -1, -1, -1, -1, -1, -1};

    private static Socket dealer(String address) throws IOException {
        return RawConnection.open(address, "DEALER");
    }

    @Test
    void noAnswerIsDroppedHoweverManyAreOnTheirWay() {
        String result = "x".repeat(2000);
        var procedures = new Procedures().addNonBlocking("get", call -> result);
        int calls = 20_000;
        var settings = new ZmqSettings().maxQueuedCalls(calls).build();
        try (var server = ZmqServer.listen(
                        ZmqSettings.ANY_PORT, ZmqSettings.of(procedures).build());
                var client = ZmqClient.connect(server.address(), settings)) {
            var due = new ArrayList<CompletableFuture<LuaValues>>();
            for (int i = 0; i < calls; i++) {
                due.add(client.callAsync("get"));
            }
            assertThat(due)
                    .allSatisfy(call -> assertThat(call.join().asString()).isEqualTo(result));
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsUpItselfAlone() throws Exception {
        int calls = 1000;
        String result = "x".repeat(1_000_000);
        var begun = new AtomicInteger();
        var procedures = ZmqSettings.fixture().addNonBlocking("big", call -> {
            begun.incrementAndGet();
            return result;
        });
        try (var server = ZmqServer.listen(
                        ZmqSettings.ANY_PORT, ZmqSettings.of(procedures).build());
                var other = ZmqClient.connect(server.address(), ZmqSettings.client());
                var silent = dealer(server.address())) {
            byte[] request = {0, 5, (byte) 0x91, (byte) 0xa3, 'b', 'i', 'g'};
            for (int i = 0; i < calls; i++) {
                silent.getOutputStream().write(request);
            }
            await().until(() -> begun.get() > 0);
            for (int i = 0; i < 200; i++) {
                assertThat(other.call("add", i, 1).asInt()).isEqualTo(i + 1);
            }
            // Some are in the buffers of the system.
            assertThat(begun).hasValueLessThan(100);
            long expected = calls * 1_000_000L;
            for (long read = 0; read < expected; ) {
                long some = silent.getInputStream().skip(expected - read);
                assertThat(some).isPositive();
                read += some;
            }
            assertThat(begun).hasValue(calls);
        }
    }

    @Test
    void aClientThatStallsAllIsHungUpOn() throws Exception {
        var told = new CopyOnWriteArrayList<String>();
        var procedures = ZmqSettings.fixture();
        var settings =
                ZmqSettings.of(procedures).listener(new ConnectionLog(told)).build();
        try (var server = ZmqServer.listen(ZmqSettings.ANY_PORT, settings);
                var other = ZmqClient.connect(server.address(), ZmqSettings.client());
                var silent = dealer(server.address())) {
            byte[] echo = ZmqServerTest.call("echo", "x".repeat(600_000));
            byte[] head = java.nio.ByteBuffer.allocate(9)
                    .put((byte) 2)
                    .putLong(echo.length)
                    .array();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            silent.getOutputStream().write(head);
                            silent.getOutputStream().write(echo);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(other.call("add", 1, 2).asInt()).isEqualTo(3);
            await().until(() -> told.contains("disconnected: connection ended"));
        }
    }

    @Test
    void whoComesAndGoesIsToldOnceEach() throws Exception {
        var told = new CopyOnWriteArrayList<String>();
        var seen = new CopyOnWriteArrayList<String>();
        int broken = 10;
        var settings = ZmqSettings.of(ZmqSettings.fixture())
                .listener(new ConnectionLog(told))
                .build();
        var server = ZmqServer.listen(ZmqSettings.ANY_PORT, settings);
        for (int i = 0; i < broken; i++) {
            try (var socket = dealer(server.address())) {
                socket.getOutputStream().write(ENDLESS);
                socket.getInputStream().readAllBytes();
            }
        }
        await().until(() -> told.size() == 2 * broken);
        assertThat(told).filteredOn("connected"::equals).hasSize(broken);
        told.clear();
        var client = ZmqClient.connect(
                server.address(),
                new ZmqSettings().listener(new ConnectionLog(seen)).build());
        assertThat(client.call("add", 1, 2).asInt()).isEqualTo(3);
        server.close();
        // The client connects again if the library has forgotten its first connection.
        assertThat(told).startsWith("connected").endsWith("disconnected: closed");
        assertThat(told).filteredOn("connected"::equals).hasSize(told.size() / 2);
        await().until(() -> seen.size() == 2);
        client.close();
        assertThat(seen).containsExactly("connected", "disconnected: connection lost");

        seen.clear();
        try (var again = ZmqServer.listen(ZmqSettings.ANY_PORT, ZmqSettings.client())) {
            ZmqClient.connect(
                            again.address(),
                            new ZmqSettings().listener(new ConnectionLog(seen)).build())
                    .close();
        }
        assertThat(seen).containsExactly("connected", "disconnected: closed");
    }

    @Test
    void tlsIsRefusedByName() throws Exception {
        var settings =
                new ZmqSettings().tls(SslContextBuilder.forClient().build()).build();
        String any = ZmqSettings.ANY_PORT;
        String one = "tcp://127.0.0.1:1";
        for (var open : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                () -> ZmqServer.listen(any, settings),
                () -> ZmqRequests.listen(any, settings),
                () -> ZmqPublisher.bind(any, settings),
                () -> ZmqClient.connect(one, settings),
                () -> ZmqSubscriber.connect(one, "", settings, (topic, value) -> {}))) {
            assertThatThrownBy(open)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("tls: tcp://\\S+ \\(expected: none, which is what ZeroMQ has\\)");
        }
    }
}
