package io.perigee.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.codec.msgpack.MsgPack;
import io.perigee.procedure.Procedures;
import io.perigee.value.LuaValue;
import io.perigee.value.ValueException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValuesRecipeTest {
    // recipe: values-types
    record Net(String ip, List<Integer> ports) {}

    record Config(String name, Net net) {}
    // end

    @Test
    void evalReadsValuesAndViewsMakeThemJava() {
        // recipe: values
        var procedures = new Procedures()
                .addValue("config", Map.of("name", "gw", "net", Map.of("ip", "10.0.0.1", "ports", List.of(80, 443))));
        var options = RpcOptions.builder().procedures(procedures).build();

        try (var server = RpcPeer.newServerOnly("localhost", 0, options);
                var client = RpcPeer.newClient(server.address(), RpcOptions.DEFAULT)) {
            assertThat(client.eval("config.net.ports.2").asInt()).isEqualTo(443);

            LuaValue config = client.eval("config");
            assertThat(config.at("net").at("ip").asString()).isEqualTo("10.0.0.1");
            assertThat(config.as(Config.class)).isEqualTo(new Config("gw", new Net("10.0.0.1", List.of(80, 443))));

            assertThatThrownBy(() -> config.at("net").at("ip").asLong())
                    .isInstanceOf(ValueException.class)
                    .hasMessage("value.net.ip: string (expected: integer)");
        }
        // end
    }

    @Test
    void messagePackHasRoomForMore() {
        var procedures = new Procedures().add("echo", call -> call.args());
        var options = RpcOptions.builder().procedures(procedures).build();
        try (var server = RpcPeer.newServerOnly("localhost", 0, options)) {
            // recipe: msgpack
            var wide = RpcOptions.builder().codec(MsgPack.INSTANCE).build();
            try (var client = RpcPeer.newClient(server.address(), wide)) {
                assertThat(client.call("echo", Long.MAX_VALUE).asLong()).isEqualTo(Long.MAX_VALUE);
                assertThat(client.call("echo", "x".repeat(100_000)).asString()).hasSize(100_000);
            }
            // end
        }
    }
}
