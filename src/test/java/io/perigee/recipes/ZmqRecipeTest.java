package io.perigee.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perigee.RpcOptions;
import io.perigee.Zmq;
import io.perigee.gateway.zmq.PeerKind;
import io.perigee.procedure.Procedures;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ZmqRecipeTest {

    @Test
    void callsAndEvents() {
        // recipe: zmq
        var procedures = new Procedures()
                .add("add", call -> call.arg(0).asLong() + call.arg(1).asLong());
        var options = RpcOptions.builder().procedures(procedures).build();

        try (var server = Zmq.listen("tcp://127.0.0.1:0", options);
                var client = Zmq.connect(server.address(), RpcOptions.DEFAULT, PeerKind.PERIGEE)) {
            assertThat(client.call("add", 3, 4).asLong()).isEqualTo(7);
        }

        var seen = new CopyOnWriteArrayList<String>();
        try (var publisher = Zmq.publisher("tcp://127.0.0.1:0", RpcOptions.DEFAULT)) {
            var subscriber = Zmq.subscriber(
                    publisher.address(), "quotes", RpcOptions.DEFAULT, (topic, value) -> seen.add(topic + value));
            await().until(() -> {
                publisher.publish("quotes.SBER", 271.5);
                return !seen.isEmpty(); // once the subscription has arrived
            });
            assertThat(seen).contains("quotes.SBER271.5");
            subscriber.close();
        }
        // end
    }
}
