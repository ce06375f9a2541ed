package io.perigee.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.RpcOptions;
import io.perigee.RpcTarget;
import io.perigee.procedure.Procedures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DialectsRecipeTest {
    interface Calculator {
        long add(long a, long b);
    }

    @Test
    void oneRegistryInEveryDialect() {
        // recipe: dialects
        var procedures = new Procedures()
                .add("add", call -> call.arg(0).asLong() + call.arg(1).asLong());
        var options = RpcOptions.builder().procedures(procedures).build();

        for (String dialect : List.of(
                "lua-rpc://127.0.0.1:0",
                "lua-rpc://127.0.0.1:0?codec=msgpack",
                "zmq+tcp://127.0.0.1:0",
                "json+tcp://127.0.0.1:0")) {
            try (var server = RpcTarget.parse(dialect).listen(options);
                    var client = server.target().connect(RpcOptions.DEFAULT)) {
                assertThat(client.call("add", 3, 4).asLong()).isEqualTo(7);
                assertThat(client.proxy(Calculator.class).add(3, 4)).isEqualTo(7);
            }
        }
        // end
    }
}
