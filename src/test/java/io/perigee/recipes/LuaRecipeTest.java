package io.perigee.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.lua.LuaHost;
import io.perigee.lua.LuaPolicy;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RemoteErrorException;
import org.junit.jupiter.api.Test;

class LuaRecipeTest {

    @Test
    void aPeerWithALuaOfItsOwn() {
        // recipe: lua
        var procedures = new Procedures()
                .add("gateway.send", call -> "sent " + call.arg(0).asString());
        var script = """
                config = { net = { ip = "10.0.0.1" } }
                app = {}
                function app.start(n) return gateway.send("start " .. n) end
                """;
        var builder = LuaHost.builder()
                .procedures(procedures) // Lua calls them
                .script("app.lua", script)
                .policy(LuaPolicy.SOURCE); // peers may send code, which runs in a sandbox

        try (var lua = builder.open()) {
            var options = RpcOptions.builder().procedures(procedures).lua(lua).build();
            try (var server = RpcPeer.newServerOnly("localhost", 0, options);
                    var client = RpcPeer.newClient(server.address())) {
                assertThat(client.call("app.start", 3).asString()).isEqualTo("sent start 3");
                assertThat(client.eval("config.net.ip").asString()).isEqualTo("10.0.0.1");

                var twice = client.newexec("return ... * 2, config.net.ip");
                assertThat(twice.call(21).asLong()).isEqualTo(42);

                // Java calls Lua by the interface that it calls peers by.
                assertThat(lua.caller().call("app.start", 4).asString()).isEqualTo("sent start 4");
            }
        }
        // end
    }

    @Test
    void errorsOfLua() {
        // recipe: lua-errors
        try (var lua = LuaHost.builder().script("shapes.lua", """
                        function area(shape) return shape.width * shape.height end
                        """).open()) {
            lua.caller().call("area", 5);
            fail("expected an error");
        } catch (RemoteErrorException e) {
            assertThat(e.error().asString()).startsWith("shapes.lua:1: attempt to index ");
            // Lua's frames come first: at lua.area(shapes.lua:1)
            assertThat(e.getStackTrace()[0].getFileName()).isEqualTo("shapes.lua");
        }
        // end
    }
}
