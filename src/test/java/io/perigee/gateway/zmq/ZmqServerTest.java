package io.perigee.gateway.zmq;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.msgpack.MsgPack;
import io.perigee.lua.LuaHost;
import io.perigee.lua.LuaPolicy;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RpcConnectionException;
import io.perigee.testing.Processes;
import io.perigee.value.LuaValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;

@Timeout(60)
class ZmqServerTest {
    private static final byte[] EMPTY = {};

    static byte[] call(Object... nameAndArguments) {
        var out = new ByteOutput(64);
        var writer = MsgPack.MAPS.newWriter(ObjectReferences.NONE);
        writer.begin(out, 1 << 24);
        writer.writeArray(out, nameAndArguments.length);
        for (Object value : nameAndArguments) {
            writer.write(out, LuaValue.from(value));
        }
        return out.toByteArray();
    }

    private static ZmqServer serve() {
        return ZmqServer.listen(
                ZmqSettings.ANY_PORT, ZmqSettings.of(ZmqSettings.fixture()).build());
    }

    @Test
    void thePythonConnectorWorksUnchanged() {
        try (var server = serve();
                var python = Processes.python("zmq/rpc_client.py", List.of("zmq", "msgpack"), server.address())) {
            assertThat(python.finish())
                    .containsExactly(
                            "7",
                            "['прием', 1.5, None, True]",
                            "{'a': {1: 1, 2: 2, 3: {'b': b'\\xff\\x00'}}, 7: 'seven'}",
                            "{}",
                            "4611686018427387904",
                            "[1, None, 'three']",
                            "None",
                            "error: no such order",
                            "error: {'code': 42}",
                            "error: function 'no.such' not found",
                            "error: 'config' is not a function",
                            "'ABC'",
                            "443",
                            "error: newexec: no Lua engine at this peer (expected: a peer started with one)");
        }
    }

    @Test
    void aClientMayAskAgainAtOnceAndBeAnsweredInAnyOrder() {
        var held = new CompletableFuture<String>();
        var procedures = ZmqSettings.fixture().addNonBlocking("held", call -> held);
        try (var server = ZmqServer.listen(
                        ZmqSettings.ANY_PORT, ZmqSettings.of(procedures).build());
                var dealer = RawSocket.connect(SocketType.DEALER, server.address())) {
            byte[] first = {1};
            byte[] second = {2};
            byte[] hop = {9, 9};
            dealer.send(first, hop, EMPTY, call("held"));
            dealer.send(second, EMPTY, call("add", 1, 2));
            List<byte[]> answer = dealer.receive();
            assertThat(answer).hasSize(4);
            assertThat(answer.get(0)).isEqualTo(second);
            assertThat(RawSocket.text(answer.get(2), answer.get(3))).isEqualTo("OK 3");
            held.complete("at last");
            answer = dealer.receive();
            assertThat(answer).hasSize(5);
            assertThat(answer.get(0)).isEqualTo(first);
            assertThat(answer.get(1)).isEqualTo(hop);
            assertThat(answer.get(2)).isEmpty();
            assertThat(answer.get(3)).isEqualTo("OK".getBytes(US_ASCII));
        }
    }

    @Test
    void aDealerNeedsNoDelimiter() {
        try (var server = serve();
                var dealer = RawSocket.connect(SocketType.DEALER, server.address())) {
            dealer.send(call("add", 20, 22));
            List<byte[]> answer = dealer.receive();
            assertThat(answer).hasSize(2);
            assertThat(RawSocket.text(answer.get(0), answer.get(1))).isEqualTo("OK 42");
        }
    }

    @Test
    void moreCallsThanMayRunWaitAndNoneIsDropped() {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var held = new ConcurrentLinkedQueue<CompletableFuture<Integer>>();
        var procedures = new Procedures().addNonBlocking("hold", call -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            int n = call.arg(0).asInt();
            var result = new CompletableFuture<Integer>();
            held.add(result);
            return result.thenApply(nothing -> n);
        });
        int calls = 500;
        int limit = 7;
        try (var server = ZmqServer.listen(
                        ZmqSettings.ANY_PORT,
                        ZmqSettings.of(procedures).maxInboundCalls(limit).build());
                var dealer = RawSocket.connect(SocketType.DEALER, server.address())) {
            for (int i = 0; i < calls; i++) {
                dealer.send(EMPTY, call("hold", i));
            }
            var answers = new ArrayList<String>();
            for (int i = 0; i < calls; i++) {
                int due = Math.min(limit, calls - i);
                await().pollInterval(Duration.ofMillis(1)).until(() -> held.size() == due);
                running.decrementAndGet();
                held.remove().complete(0);
                answers.add(dealer.answer());
            }
            assertThat(answers).hasSize(calls).doesNotHaveDuplicates().contains("OK 0", "OK 499");
            assertThat(most).hasValue(limit);
        }
    }

    @Test
    void whatHasNoFormIsAnError() {
        var procedures = ZmqSettings.fixture().addNonBlocking("object", call -> new Object());
        try (var server = ZmqServer.listen(
                        ZmqSettings.ANY_PORT,
                        ZmqSettings.of(procedures).maxMessage(1000).build());
                var client = RawSocket.connect(SocketType.REQ, server.address())) {
            assertThat(client.send(call("large", 900)).answer()).startsWith("OK ");
            assertThat(client.send(call("large", 2000)).answer())
                    .startsWith("ERROR \"Cannot serialize result: size-limit: ");
            assertThat(client.send(call("object")).answer()).isEqualTo("ERROR \"Cannot serialize result\"");
            assertThat(client.send(call("add", 1, 1)).answer()).isEqualTo("OK 2");
        }
    }

    @Test
    void aProcedureThatBlocksHoldsUpNobody() {
        var released = new CompletableFuture<String>();
        var procedures = ZmqSettings.fixture().add("blocks", call -> released.get());
        try (var server = ZmqServer.listen(
                        ZmqSettings.ANY_PORT, ZmqSettings.of(procedures).build());
                var slow = RawSocket.connect(SocketType.REQ, server.address());
                var quick = RawSocket.connect(SocketType.REQ, server.address())) {
            slow.send(call("blocks"));
            assertThat(quick.send(call("add", 1, 1)).answer()).isEqualTo("OK 2");
            released.complete("done");
            assertThat(slow.answer()).isEqualTo("OK \"done\"");
        }
    }

    @Test
    void clientsReachTheGlobalsOfLuaButUploadNothing() {
        var builder = LuaHost.builder()
                .policy(LuaPolicy.SOURCE)
                .script("app.lua", "function twice(n) return n * 2, 'x' end limits = {orders = 10}");
        try (var lua = builder.open();
                var server = ZmqServer.listen(
                        ZmqSettings.ANY_PORT,
                        ZmqSettings.of(ZmqSettings.fixture()).scripts(lua).build());
                var client = RawSocket.connect(SocketType.REQ, server.address())) {
            assertThat(client.send(call("twice", 21)).answer()).isEqualTo("OK {42, \"x\"}");
            assertThat(client.send(call("__rpceval", "limits.orders")).answer()).isEqualTo("OK 10");
            assertThat(client.send(call("add", 1, 2)).answer()).isEqualTo("OK 3");
            assertThat(client.send(call("absent")).answer()).isEqualTo("ERROR \"function 'absent' not found\"");
            assertThat(client.send(call("__rpcbuildexec", "return 1")).answer())
                    .startsWith("ERROR \"newexec: over ZeroMQ, where nothing says when a client is gone");
            assertThat(client.send(call("__rpcrunexec", 1)).answer()).startsWith("ERROR \"newexec: over ZeroMQ");
        }
    }

    @Test
    void clientsThatLeaveWithoutTheirAnswerAreForgotten() {
        var held = new CompletableFuture<String>();
        var procedures = ZmqSettings.fixture().addNonBlocking("held", call -> held);
        var told = new CopyOnWriteArrayList<String>();
        var listener = new RpcListener() {
            @Override
            public void onConnected(String peer) {
                told.add("connected");
            }

            @Override
            public void onDisconnected(String peer, String reason) {
                told.add("disconnected");
            }
        };
        try (var server = ZmqServer.listen(
                ZmqSettings.ANY_PORT,
                ZmqSettings.of(procedures).listener(listener).maxInboundCalls(1).build())) {
            try (var leaving = RawSocket.connect(SocketType.DEALER, server.address())) {
                leaving.send(EMPTY, call("add", 1, 2));
                assertThat(leaving.answer()).isEqualTo("OK 3");
                leaving.send(EMPTY, call("held"));
                await().until(() -> told.contains("connected"));
            }
            await().until(() -> told.contains("disconnected"));
            held.complete("for nobody");
            try (var client = RawSocket.connect(SocketType.REQ, server.address())) {
                assertThat(client.send(call("add", 1, 2)).answer()).isEqualTo("OK 3");
            }
        }
    }

    @Test
    void anEndpointIsHadOnceAndIsFreeAfterwards() {
        String address;
        try (var server = serve()) {
            address = server.address();
            assertThat(address).matches("tcp://127\\.0\\.0\\.1:[1-9][0-9]*");
            assertThatThrownBy(() -> ZmqServer.listen(address, ZmqSettings.client()))
                    .isInstanceOf(RpcConnectionException.class)
                    .hasMessage("listen at " + address + ": address already in use (not sent)");
        }
        ZmqServer.listen(address, ZmqSettings.client()).close();
        assertThatThrownBy(() -> ZmqServer.listen("tcp://no.such.host.invalid:1", ZmqSettings.client()))
                .hasMessageContaining("no such host");
    }

    @Test
    void whatIsNoEndpointIsRefused() {
        for (String text :
                List.of("127.0.0.1:1", "ipc:///tmp/x", "inproc://x", "tcp://:1", "tcp://a", "tcp://a:65536")) {
            assertThatThrownBy(() -> ZmqServer.listen(text, ZmqSettings.client()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("endpoint: " + text + " (expected: tcp://HOST:PORT)");
        }
        assertThat(Endpoint.parse("zmq+tcp://[::1]:8004")).hasToString("tcp://[::1]:8004");
        assertThat(Endpoint.parse("tcp://*:*")).isEqualTo(new Endpoint("*", 0));
    }
}
