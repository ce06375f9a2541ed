package io.perigee.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perigee.RpcOptions;
import io.perigee.ZmqEvents;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ZmqRecipeTest {

    @Test
    void events() {
        // recipe: zmq-events
        var seen = new CopyOnWriteArrayList<String>();
        try (var publisher = ZmqEvents.publisher("tcp://127.0.0.1:0", RpcOptions.DEFAULT)) {
            var subscriber = ZmqEvents.subscriber(
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
