package io.perigee.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.procedure.Procedures;
import org.junit.jupiter.api.Test;

class BothWaysRecipeTest {

    @Test
    void bothEndsOfOneConnectionCall() {
        // recipe: both-ways
        var javaProcedures = new Procedures()
                .add("add", call -> call.arg(0).asLong() + call.arg(1).asLong())
                .add("greet", call -> "hello " + call.caller().call("whoami").asString());
        var options = RpcOptions.builder().procedures(javaProcedures).build();

        try (var server = RpcPeer.newServerOnly("localhost", 0, options)) {
            var clientProcedures = new Procedures().add("whoami", call -> "the client");
            var clientOptions =
                    RpcOptions.builder().procedures(clientProcedures).build();

            try (var client = RpcPeer.newClient(server.address(), clientOptions)) {
                assertThat(client.call("add", 3, 4).asLong()).isEqualTo(7);
                // While it answers, the server calls the client back.
                assertThat(client.call("greet").asString()).isEqualTo("hello the client");
                // And it can call each of its peers at any time.
                assertThat(server.peers().get(0).call("whoami").asString()).isEqualTo("the client");
            }
        }
        // end
    }
}
