package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perigee.procedure.Procedures;
import io.perigee.testing.Processes;
import io.perigee.transport.Address;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer on LuaSocket that sends header and payload apart, with Nagle's algorithm on, as those in the field do. */
class TwoSendsTest {
    private static final RpcOptions OPTIONS = RpcOptions.builder()
            .procedures(new Procedures().addNonBlocking("echo", call -> call.args()))
            .build();

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.4", "luajit"})
    void itsAnswersAreUnderstood(String interpreter) {
        try (var process = Processes.lua(interpreter, "slowpeer.lua", "127.0.0.1", 0)) {
            int port = Integer.parseInt(process.line().replace("listening ", ""));
            try (var client = RpcPeer.newClient("127.0.0.1", port, OPTIONS)) {
                for (int i = 0; i < 1000; i++) {
                    assertThat(client.call("add", i, 1).asLong()).isEqualTo(i + 1);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.4", "luajit"})
    void itsCallsAreServed(String interpreter) {
        try (var server = RpcPeer.newServerOnly("127.0.0.1", 0, OPTIONS)) {
            int port = ((Address.Tcp) server.address()).port();
            try (var process = Processes.lua(interpreter, "slowpeer.lua", "--call", "127.0.0.1", port, 1000)) {
                assertThat(process.finish()).last().asString().endsWith("calls per second");
            }
            await().until(() -> server.peers().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.4", "luajit"})
    void itIsCalledWhereItConnected(String interpreter) {
        try (var server = RpcPeer.newServerOnly("127.0.0.1", 0, OPTIONS)) {
            int port = ((Address.Tcp) server.address()).port();
            try (var process = Processes.lua(interpreter, "slowpeer.lua", "--connect", "127.0.0.1", port)) {
                assertThat(process.line()).isEqualTo("connected " + port);
                await().until(() -> server.peers().size() == 1);
                var peer = server.peers().get(0);
                for (int i = 0; i < 200; i++) {
                    assertThat(peer.call("echo", i).asLong()).isEqualTo(i);
                }
                assertThat(peer.call("whoami").asString()).isEqualTo("slowpeer");
            }
        }
    }
}
