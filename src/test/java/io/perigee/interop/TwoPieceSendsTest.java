package io.perigee.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.RpcServer;
import io.perigee.procedure.Procedures;
import io.perigee.remote.Caller;
import io.perigee.testing.Processes;
import io.perigee.transport.Address;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers that send header and payload apart, with Nagle's algorithm on, as the module in the field does. That such frames
 * are acknowledged at once is a test of the connection itself; here they arrive from real sockets.
 */
class TwoPieceSendsTest {
    private static final int CALLS = 300;
    private static final long PATIENCE_SECONDS = 30;

    private static final RpcOptions SERVER = RpcOptions.builder()
            .procedures(new Procedures().add("echo", call -> call.args()))
            .build();

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void answersInTwoPieces(String interpreter) {
        try (var lua = Processes.lua(interpreter, "slowpeer.lua", "127.0.0.1", 0)) {
            int port = Integer.parseInt(lua.line().replace("listening ", ""));
            try (var client = RpcPeer.newClient("127.0.0.1", port)) {
                callOneAfterTheOther(client);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void answersInTwoPiecesFromAPeerThatConnected(String interpreter) throws Exception {
        var connected = new CompletableFuture<RpcPeer>();
        try (var server = RpcPeer.newServerOnly("127.0.0.1", 0, SERVER).onPeer(connected::complete);
                var lua = Processes.lua(interpreter, "slowpeer.lua", "--connect", "127.0.0.1", port(server))) {
            assertThat(lua.line()).isEqualTo("connected " + port(server));
            callOneAfterTheOther(connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    /** The script checks the answers, and fails on the first that is not the one to its call. */
    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void callsInTwoPieces(String interpreter) {
        try (var server = RpcPeer.newServerOnly("127.0.0.1", 0, SERVER);
                var lua = Processes.lua(interpreter, "slowpeer.lua", "--call", "127.0.0.1", port(server), CALLS)) {
            assertThat(lua.finish()).singleElement().asString().endsWith(" calls per second");
        }
    }

    private static void callOneAfterTheOther(Caller peer) {
        assertThat(peer.call("whoami").asString()).isEqualTo("slowpeer");
        for (int i = 0; i < CALLS; i++) {
            assertThat(peer.call("add", i, 1).asLong()).isEqualTo(i + 1);
        }
    }

    private static int port(RpcServer server) {
        return ((Address.Tcp) server.address()).port();
    }
}
