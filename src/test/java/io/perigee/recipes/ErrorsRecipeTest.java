package io.perigee.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ErrorsRecipeTest {

    @Test
    void failuresTellWhatHappenedAndWhetherTheProcedureRan() {
        // recipe: errors
        var procedures = new Procedures()
                .add("withdraw", call -> {
                    throw new LuaError(Map.of("code", 42, "why", "no funds"));
                })
                .add("never", call -> new CompletableFuture<>());
        var options = RpcOptions.builder().procedures(procedures).build();

        try (var server = RpcPeer.newServerOnly("localhost", 0, options);
                var client = RpcPeer.newClient(server.address(), RpcOptions.DEFAULT)) {
            try {
                client.call("withdraw", 100);
                fail("expected an error");
            } catch (RemoteErrorException e) {
                // Whatever was raised is there: a string, a table, any value.
                assertThat(e.error().at("code").asLong()).isEqualTo(42);
                assertThat(e.outcome()).isEqualTo(Outcome.ANSWERED);
            }
            try {
                client.withTimeout(Duration.ofMillis(50)).call("never");
                fail("expected a time-out");
            } catch (RpcTimeoutException e) {
                // It was sent, and may have run: repeating it is for the application to decide.
                assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
            }
            try {
                client.call("withdraw", Long.MAX_VALUE);
                fail("expected a refusal");
            } catch (RpcRefusedException e) {
                // No double holds this number, so it was never sent damaged.
                assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
            }
        }
        // end
    }
}
