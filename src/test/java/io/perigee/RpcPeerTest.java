package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RemoteErrorException;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RpcPeerTest {
    private static final RpcOptions SERVER = RpcOptions.builder()
            .procedures(new Procedures()
                    .addNonBlocking(
                            "add", call -> call.arg(0).asLong() + call.arg(1).asLong())
                    .addNonBlocking("echo", call -> call.args())
                    .add("fail", call -> {
                        throw new LuaError(call.arg(0));
                    })
                    .add("nested", call -> {
                        long depth = call.arg(0).asLong();
                        return depth == 0
                                ? 0
                                : 1 + call.caller().call("nested", depth - 1).asLong();
                    }))
            .build();

    @Test
    void bothEndsCallEachOther() {
        try (var server = RpcPeer.newServerOnly("localhost", 0, SERVER);
                var client = RpcPeer.newClient(server.address(), SERVER)) {
            assertThat(client.call("add", 3, 4).asLong()).isEqualTo(7);
            assertThat(client.call("nested", 100).asLong()).isEqualTo(100);
            assertThat(client.call("echo", 1, null, "x")).isEqualTo(LuaValues.from(1, null, "x"));
            assertThatThrownBy(() -> client.call("fail", "boom"))
                    .isInstanceOf(RemoteErrorException.class)
                    .hasMessageContaining("boom");
            assertThat(server.peers().get(0).call("add", 1, 2).asLong()).isEqualTo(3);
        }
    }

    @Test
    void thousandsOfCallsShareTheNumbers() {
        try (var server = RpcPeer.newServerOnly("localhost", 0, SERVER);
                var client = RpcPeer.newClient(server.address(), SERVER)) {
            var calls = new ArrayList<CompletableFuture<LuaValues>>();
            for (int i = 0; i < 10_000; i++) {
                calls.add(client.callAsync("add", i, 1));
            }
            for (int i = 0; i < calls.size(); i++) {
                assertThat(calls.get(i).join().asLong()).isEqualTo(i + 1);
            }
        }
    }
}
