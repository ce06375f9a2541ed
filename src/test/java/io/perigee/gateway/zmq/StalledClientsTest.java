package io.perigee.gateway.zmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.observe.PeerInfo;
import io.perigee.procedure.PeerSession;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class StalledClientsTest {
    private static final long PATIENCE = StalledClients.PATIENCE_NANOS;

    @Test
    void aStallThatEndedDoesNotCountForTheNext() throws Exception {
        var stalled = new StalledClients();
        try (var channel = SocketChannel.open()) {
            var session = new PeerSession(PeerInfo.named("tcp://127.0.0.1:1"), null);
            var client = new ClientConnection(session, channel, 1, room -> {});
            assertThat(stalled.add(client, 0)).isTrue();
            assertThat(stalled.add(client, PATIENCE / 2)).isFalse();
            assertThat(stalled.isOverdue(client, PATIENCE)).isTrue();

            stalled.remove(client);
            assertThat(stalled.isEmpty()).isTrue();
            assertThat(stalled.isOverdue(client, PATIENCE)).isFalse();
            assertThat(stalled.add(client, PATIENCE - 1)).isTrue();
            assertThat(stalled.isOverdue(client, PATIENCE)).isFalse();
            assertThat(stalled.isOverdue(client, 2 * PATIENCE - 1)).isTrue();
        }
    }
}
