package io.perigee.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RpcName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TypedRecipeTest {
    // recipe: typed-interface
    record Order(String symbol, int quantity, Optional<Double> limit) {}

    @RpcName("broker")
    interface Broker {
        long place(Order order);

        List<Order> orders();

        @RpcName("count")
        CompletableFuture<Integer> countLater();
    }

    @RpcName("broker")
    static final class BrokerService {
        private final List<Order> orders = new java.util.concurrent.CopyOnWriteArrayList<>();

        @RpcName("place")
        public long place(Order order) {
            orders.add(order);
            return orders.size();
        }

        @RpcName("orders")
        public List<Order> orders() {
            return orders;
        }

        @RpcName("count")
        public int count() {
            return orders.size();
        }
    }
    // end

    @Test
    void anInterfaceCallsAndAnObjectAnswers() {
        // recipe: typed
        var procedures = new Procedures().addObject(new BrokerService());
        var options = RpcOptions.builder().procedures(procedures).build();

        try (var server = RpcPeer.newServerOnly("localhost", 0, options);
                var client = RpcPeer.newClient(server.address(), RpcOptions.DEFAULT)) {
            Broker broker = client.proxy(Broker.class);
            var order = new Order("SBER", 10, Optional.of(271.5));
            assertThat(broker.place(order)).isEqualTo(1);
            assertThat(broker.orders()).containsExactly(order);
            assertThat(broker.countLater().join()).isEqualTo(1);
        }
        // end
    }
}
