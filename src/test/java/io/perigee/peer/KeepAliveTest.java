package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RpcConnectionException;
import io.perigee.testing.Events;
import io.perigee.testing.RawPeer;
import io.perigee.transport.Address;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
    private final Events events = new Events();
    private final RpcOptions options = RpcOptions.builder()
            .keepAlive(Duration.ofMillis(150))
            .timeout(Duration.ZERO)
            .listener(events)
            .build();

    @Test
    void aSilentPeerIsAskedWithTheReservedName() {
        var patient = options.toBuilder().keepAlive(Duration.ofMillis(500)).build();
        try (var listener = RawPeer.listen();
                var client = RpcPeer.newClient(listener.address(), patient);
                var raw = listener.accept()) {
            for (int i = 0; i < 4; i++) {
                var ping = raw.readCall();
                assertThat(ping.procedure()).hasToString("__rpcping");
                assertThat(ping.args().size()).isZero();
                // Any answer proves life; that there is no such procedure is the usual one.
                raw.respond(ping.seq(), i == 3 ? 0 : 2);
            }
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void aPeerThatStoppedAnsweringIsDetected() {
        try (var listener = RawPeer.listen();
                var client = RpcPeer.newClient(listener.address(), options);
                var raw = listener.accept()) {
            var call = client.callAsync("p");
            assertThat(client.closed().orTimeout(20, TimeUnit.SECONDS).join())
                    .isEqualTo("keep-alive: no answer within 150 ms");
            assertThat(call)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withCauseInstanceOf(RpcConnectionException.class);
            assertThat(raw.readCall().procedure()).hasToString("p");
            raw.expectClosed();
        }
    }

    @Test
    void aSignOfLifeThatIsNoAnswerPutsTheEndOffToTwoIntervalsAfterIt() {
        var settings = TestSettings.keptAlive(Duration.ofSeconds(1));
        var channel = new EmbeddedChannel();
        channel.freezeTime();
        var connection = PeerConnection.on(channel, settings, 0, Address.ofDefault());
        channel.pipeline().fireChannelActive();
        advance(channel, 1_400);
        channel.writeInbound(Unpooled.wrappedBuffer(RawPeer.callBytes(0, "anything")));
        advance(channel, 1_999);
        assertThat(connection.closed()).isNotDone();
        advance(channel, 1);
        assertThat(connection.closed()).isCompletedWithValue("keep-alive: no answer within 1000 ms");
        channel.finishAndReleaseAll();
    }

    private static void advance(EmbeddedChannel channel, int millis) {
        for (int i = 0; i < millis; i++) {
            channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    @Test
    void itIsDetectedEvenWhenNoNumberIsLeftToAskWith() {
        try (var listener = RawPeer.listen();
                var client = RpcPeer.newClient(listener.address(), options);
                var raw = listener.accept()) {
            for (int i = 0; i < 256; i++) {
                client.callAsync("p");
            }
            assertThat(client.closed().orTimeout(20, TimeUnit.SECONDS).join()).startsWith("keep-alive: ");
            raw.expectClosed();
        }
    }

    @Test
    void aPeerThatTalksIsNotAsked() {
        try (var listener = RawPeer.listen();
                var client = RpcPeer.newClient(
                        listener.address(),
                        options.toBuilder().keepAlive(Duration.ofSeconds(2)).build());
                var raw = listener.accept()) {
            await().pollInterval(Duration.ofMillis(50))
                    .during(Duration.ofSeconds(3))
                    .until(() -> {
                        raw.call(0, "anything");
                        return raw.readResponse().status() == 2 && client.isConnected();
                    });
        }
    }

    @Test
    void itIsOffUnlessItIsAskedFor() {
        try (var listener = RawPeer.listen();
                var client = RpcPeer.newClient(listener.address(), RpcOptions.DEFAULT);
                var raw = listener.accept()) {
            await().during(Duration.ofMillis(400))
                    .until(() -> raw.socket().getInputStream().available() == 0);
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void twoPeersKeepEachOtherAlive() {
        var both = options.toBuilder().procedures(new Procedures()).build();
        try (var server = RpcPeer.newServerOnly("localhost", 0, both);
                var client = RpcPeer.newClient(server.address(), both)) {
            await().during(Duration.ofSeconds(1)).until(client::isConnected);
            assertThat(events.disconnected).isEmpty();
            assertThat(events.served).isNotEmpty();
        }
    }
}
