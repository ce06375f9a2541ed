package io.perigee.gateway.zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcName;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.testing.Processes;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Java calls a terminal that is libzmq and another MessagePack. */
@Timeout(60)
class ZmqTerminalTest {
    private Processes.Running terminal;
    private String endpoint;
    private String publishes;
    private ZmqClient client;

    @BeforeEach
    void start() {
        start("tcp://127.0.0.1:*");
        client = ZmqClient.connect(endpoint, ZmqSettings.client());
    }

    private void start(String where) {
        terminal = Processes.python("zmq/terminal.py", List.of("zmq", "msgpack"), where);
        String[] endpoints = terminal.line().split(" ");
        endpoint = endpoints[0];
        publishes = endpoints[1];
    }

    @AfterEach
    void stop() {
        client.close();
        terminal.close();
    }

    @Test
    void callsAndResults() {
        assertThat(client.call("add", 3, 4).asLong()).isEqualTo(7);
        assertThat(client.call("add", 1L << 40, 0.5).asDouble()).isEqualTo((1L << 40) + 0.5);
        assertThat(client.call("echo", "прием").asString()).isEqualTo("прием");
        assertThat(client.call("pair")).isEqualTo(LuaValues.from("b", null, true));
        assertThat(client.call("nothing").isEmpty()).isTrue();
        assertThat(client.peer()).isEqualTo("zmq+" + endpoint);
    }

    @Test
    void tablesAreMapsBothWays() {
        var param = client.call("getParamEx2", "TQBR", "SBER", "LAST");
        assertThat(param.at("param_value").asString()).isEqualTo("271.5");
        assertThat(LuaText.line(param.at("levels").value())).isEqualTo("{1.5, 2, {3}}");

        var nested = List.of(1, List.of("x", Map.of("deep", List.of(true, List.of()))));
        assertThat(LuaText.line(client.call("echo", nested).value())).isEqualTo("{1, {\"x\", {deep = {true, {}}}}}");
        LuaValues both = client.call("echo", 1, List.of(2, 3));
        assertThat(both.size()).isEqualTo(2);
        assertThat(LuaText.line(both.get(1))).isEqualTo("{2, 3}");
    }

    interface Quik {
        long add(int a, int b);

        @RpcName("slow")
        CompletableFuture<Double> slowly(double seconds);

        @RpcName("pair")
        LuaValues pair();
    }

    @Test
    void anInterfaceCallsIt() {
        Quik quik = client.proxy(Quik.class);
        assertThat(quik.add(20, 22)).isEqualTo(42);
        assertThat(quik.slowly(0.01).join()).isEqualTo(0.01);
        assertThat(quik.pair().size()).isEqualTo(3);
    }

    @Test
    void errorsAreRaised() {
        var failed = catchThrowableOfType(RemoteErrorException.class, () -> client.call("fail", "no such order"));
        assertThat(failed.error().asString()).isEqualTo("no such order");
        var absent = catchThrowableOfType(RemoteErrorException.class, () -> client.call("absent"));
        assertThat(absent.reason()).isEqualTo(Reason.NO_SUCH_PROCEDURE);
        assertThat(absent).hasMessageContaining("function 'absent' not found");
        assertThat(client.call("add", 1, 1).asLong()).isEqualTo(2);
    }

    @Test
    void whatTheTerminalWouldDamageIsRefused() {
        List<Object> damaged = List.of("a\0b", Map.of("k", "\0"), Map.of("\0", 1), new byte[] {1, 0});
        for (Object value : damaged) {
            var refused = catchThrowableOfType(RpcRefusedException.class, () -> client.call("echo", value));
            assertThat(refused).hasMessageContaining("nul-byte");
            assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
        }
        var cyclic = new LuaTable();
        cyclic.put("self", cyclic);
        assertThatThrownBy(() -> client.call("echo", cyclic))
                .isInstanceOf(RpcRefusedException.class)
                .hasMessageContaining("cycle");
        assertThat(client.call("echo", LuaString.copyOf(new byte[] {'a', 'b'})).asString())
                .isEqualTo("ab");
        assertThat(client.call("unwanted").asString()).isEmpty();
    }

    @Test
    void namesThatItNeverFindsAreRefused() {
        assertThatThrownBy(() -> client.call("string.upper", "x"))
                .isInstanceOf(RpcRefusedException.class)
                .hasMessageContaining("name: string.upper (expected: no dots; LuaOverMQ looks it up as it stands")
                .hasMessageEndingWith("(not sent)");
        assertThatThrownBy(() -> client.eval("config"))
                .isInstanceOf(RpcRefusedException.class)
                .hasMessageContaining(": eval: none in LuaOverMQ (expected: a call of a global function;");
        assertThatThrownBy(() -> client.newexec("return 1"))
                .isInstanceOf(RpcRefusedException.class)
                .hasMessageContaining(": exec: none in LuaOverMQ, which takes no code (expected: ");
        assertThatThrownBy(() -> client.call("__rpcnames"))
                .isInstanceOf(RpcRefusedException.class)
                .hasMessageContaining(": name: __rpcnames (expected: a global function,");
    }

    @Test
    void aTimeOutLeavesNothingStuck() {
        var late = catchThrowableOfType(RpcTimeoutException.class, () -> client.withTimeout(Duration.ofMillis(100))
                .call("slow", 0.5));
        assertThat(late.outcome()).isEqualTo(Outcome.UNKNOWN);
        // The terminal answers the first meanwhile, and that is nobody's answer.
        assertThat(client.call("add", 1, 2).asLong()).isEqualTo(3);
        assertThat(client.call("add", 3, 4).asLong()).isEqualTo(7);
    }

    @Test
    void aTerminalThatIsStartedAgainIsFoundAgain() {
        CompletableFuture<LuaValues> pending = client.callAsync("slow", 30);
        assertThat(client.callAsync("add", 1, 1)).isNotDone();
        // Whether a call has left, only its outcome tells: the second may wait in the terminal by now.
        await().untilAsserted(() -> assertThat(terminal.process().isAlive()).isTrue());
        terminal.kill();
        assertThatThrownBy(pending::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(RpcConnectionException.class)
                .hasMessageContaining("connection lost");

        var unsent = catchThrowableOfType(RpcTimeoutException.class, () -> client.withTimeout(Duration.ofMillis(300))
                .call("add", 1, 2));
        assertThat(unsent.outcome()).isEqualTo(Outcome.NOT_SENT);

        terminal.close();
        CompletableFuture<LuaValues> waiting = client.callAsync("add", 20, 22);
        start(endpoint);
        assertThat(waiting.join().asLong()).isEqualTo(42);
    }

    @Test
    void eventsOfATopicArrive() {
        var events = new CopyOnWriteArrayList<String>();
        try (var subscriber = ZmqSubscriber.connect(
                publishes,
                "OnTrade",
                ZmqSettings.client(),
                (topic, value) -> events.add(topic + " " + value.at("price").asDouble()))) {
            await().until(() -> {
                client.call("publish", "OnQuote", Map.of("price", 1));
                client.call("publish", "OnTrade", Map.of("price", 271.5));
                return !events.isEmpty();
            });
            assertThat(events).containsOnly("OnTrade 271.5");
            assertThat(subscriber).hasToString("subscriber of " + publishes);
        }
    }
}
