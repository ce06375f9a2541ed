package io.perigee.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.procedure.Procedures;
import io.perigee.testing.Processes;
import io.perigee.testing.Readme;
import io.perigee.transport.Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** The example of the README, under every Lua: each line prints what its comment says. */
    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void theSameFromLua(String interpreter, @TempDir Path folder) throws Exception {
        var procedures = new Procedures()
                .add("add", call -> call.arg(0).asLong() + call.arg(1).asLong())
                .add("greet", call -> "hello " + call.caller().call("whoami").asString())
                .addValue("config", Map.of("net", Map.of("ports", List.of(80, 443))));
        var options = RpcOptions.builder().procedures(procedures).build();

        try (var server = RpcPeer.newServerOnly("localhost", 0, options)) {
            var program = Readme.lua("lua client");
            int port = ((Address.Tcp) server.address()).port();
            Path script = Files.writeString(
                    folder.resolve("client.lua"), program.text().replace("1999", Integer.toString(port)));
            try (var lua = Processes.script(interpreter, script)) {
                assertThat(lua.finish()).hasSize(3).isEqualTo(program.printed());
            }
        }
    }
}
