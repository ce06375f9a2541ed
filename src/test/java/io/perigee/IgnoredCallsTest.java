package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.observe.CallInfo;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.Procedures;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IgnoredCallsTest {
    private static final class Counting implements RpcListener {
        final AtomicInteger served = new AtomicInteger();
        final AtomicInteger connected = new AtomicInteger();

        @Override
        public boolean ignoresServedCalls() {
            return true;
        }

        @Override
        public void onConnected(String peer) {
            connected.incrementAndGet();
        }

        @Override
        public void onCallServed(CallInfo call) {
            served.incrementAndGet();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua-rpc://127.0.0.1:0", "json+tcp://127.0.0.1:0"})
    void aListenerThatIgnoresServedCallsIsToldOfAllElse(String target) {
        var listener = new Counting();
        var procedures =
                new Procedures().addNonBlocking("echo", call -> call.args()).add("slowly", call -> call.args());
        var options =
                RpcOptions.builder().procedures(procedures).listener(listener).build();
        try (var server = RpcTarget.parse(target).listen(options);
                var client = server.target().connect(RpcOptions.DEFAULT)) {
            assertThat(client.call("echo", 7).asInt()).isEqualTo(7);
            assertThat(client.call("slowly", 8).asInt()).isEqualTo(8);
            assertThat(listener.connected).hasValue(1);
            assertThat(listener.served).hasValue(0);
        }
    }
}
