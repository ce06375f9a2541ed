package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A host that is closed ends its scripts' connections itself: no thread is left to do it when the event loops are gone. */
class ScriptConnectionsEndTest {

    @Test
    void allHaveEndedWhereTheyLive() throws Exception {
        var stillThere = new CompletableFuture<Boolean>();
        var connections = new ScriptConnections();
        try (var server = RpcPeer.newServerOnly("localhost", 0)) {
            // On the event loop of the peer, where nothing comes between.
            server.onPeer(peer -> {
                connections.add(peer);
                connections.closeAll();
                stillThere.complete(peer.isConnected());
            });
            try (var client = RpcPeer.newClient(server.address())) {
                assertThat(stillThere.get(20, TimeUnit.SECONDS)).isFalse();
                assertThat(client.closed().get(20, TimeUnit.SECONDS)).isEqualTo("connection closed by the peer");
            }
        }
    }

    @Test
    void aServerStopsAndItsPeersEnd() throws Exception {
        var connections = new ScriptConnections();
        try (var server = RpcPeer.newServerOnly("localhost", 0);
                var client = RpcPeer.newClient(server.address())) {
            connections.add(server);
            connections.closeAll();
            assertThat(client.closed().get(20, TimeUnit.SECONDS)).isEqualTo("connection closed by the peer");
        }
    }
}
