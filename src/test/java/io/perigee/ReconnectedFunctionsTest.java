package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.procedure.Procedures;
import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteFunction;
import io.perigee.remote.RpcConnectionException;
import io.perigee.testing.RawPeer;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReconnectedFunctionsTest {

    @Test
    void aFunctionEndsWithTheConnectionThatItWasUploadedOver() throws Exception {
        var options = RpcOptions.builder()
                .reconnect(new Reconnect(Duration.ofMillis(1), Duration.ofMillis(5)))
                .build();
        try (var listener = RawPeer.listen();
                var client = RpcPeer.newClient(listener.address(), options)) {
            var first = listener.accept();
            var uploading = CompletableFuture.supplyAsync(() -> client.newexec("return 1"));
            first.respond(first.readCall().seq(), 0, 1);
            var function = uploading.join();
            var uploadingLater = client.newexecAsync(LuaValue.of("return 2"));
            first.respond(first.readCall().seq(), 0, 2);
            var another = uploadingLater.join();
            first.close();
            try (var second = listener.accept()) {
                assertThat(second.socket().isConnected()).isTrue();
                assertThat(client.awaitConnected(Duration.ofSeconds(20))).isTrue();
                // The number 1 may stand for something else at the new connection: it is not sent there.
                for (RemoteFunction gone : List.of(function, another)) {
                    assertThatThrownBy(gone::call)
                            .isInstanceOfSatisfying(RpcConnectionException.class, e -> assertThat(e.outcome())
                                    .isEqualTo(Outcome.NOT_SENT));
                }
            }
        }
    }

    @Test
    void aResultThatCannotEvenBeReadIsAnsweredAllTheSame() {
        var broken = new Object();
        var procedures = new Procedures()
                .add("breaks", call -> {
                    var table = new LuaTable();
                    table.put(1, LuaValue.of(1));
                    table.put("self", io.perigee.value.LuaUserdata.of(broken));
                    return table;
                })
                .addNonBlocking("works", call -> "yes");
        try (var server = RpcPeer.newServerOnly(
                        "localhost",
                        0,
                        RpcOptions.builder().procedures(procedures).build());
                var client = RpcPeer.newClient(server.address())) {
            for (int i = 0; i < 300; i++) {
                assertThatThrownBy(() -> client.call("breaks")).hasMessageContaining("Cannot serialize result");
            }
            assertThat(client.call("works").asString()).isEqualTo("yes");
        }
    }
}
