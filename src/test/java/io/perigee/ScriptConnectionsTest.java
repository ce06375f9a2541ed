package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perigee.value.LuaValues;
import org.junit.jupiter.api.Test;

class ScriptConnectionsTest {
    /** Whoever waited looks at the peers of the server then, and must find it there. */
    @Test
    void whoWaitsForAPeerIsToldOnceItIsThereToBeFound() {
        var connections = new ScriptConnections();
        try (var server = RpcPeer.newServerOnly("localhost", 0)) {
            int number = connections.add(server);
            var event = connections.nextEvent();
            var found = event.thenApply(
                    told -> connections.server(LuaValues.from(number)).peers());
            try (var client = RpcPeer.newClient(server.address(), RpcOptions.DEFAULT)) {
                await().until(found::isDone);
                assertThat(found.join()).hasSize(1);
                assertThat(event.join().get(0).asBoolean()).isTrue();
                assertThat(client.isConnected()).isTrue();
            }
        }
    }
}
