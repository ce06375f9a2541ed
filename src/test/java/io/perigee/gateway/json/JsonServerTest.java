package io.perigee.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.codec.json.EmptyTable;
import io.perigee.procedure.CallContext;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedure;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RpcConnectionException;
import io.perigee.testing.Events;
import io.perigee.transport.Address;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValues;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class JsonServerTest {
    private final Events events = new Events();
    private final List<Integer> ran = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Object> later = new CompletableFuture<>();
    private final Procedures procedures = new Procedures()
            .addNonBlocking("add", call -> call.arg(0).asLong() + call.arg(1).asLong())
            .addNonBlocking("echo", CallContext::args)
            .addNonBlocking("count", call -> call.args().size())
            .addNonBlocking("nothing", call -> LuaValues.empty())
            .addNonBlocking("multi", call -> LuaValues.from(1, null, "three", null))
            .addNonBlocking("fail", call -> {
                throw new LuaError(call.arg(0).value());
            })
            .addNonBlocking("nan", call -> Double.NaN)
            .addNonBlocking("large", call -> "x".repeat(JsonSettings.MAX_MESSAGE))
            .addNonBlocking("later", call -> later)
            .addNonBlocking("self", call -> {
                var table = new LuaTable();
                return table.put("self", table);
            })
            .add("blocking", call -> {
                ran.add(call.arg(0).asInt());
                return call.arg(0);
            })
            .addValue("config", LuaTable.listOf("a", null, "c"));

    private JsonServer server = listen(JsonDialect.DEFAULT);

    private JsonServer listen(JsonDialect dialect) {
        return JsonServer.listen(JsonSettings.ANYWHERE, dialect, JsonSettings.of(procedures, events));
    }

    private void serve(JsonDialect dialect) {
        server.close();
        server = listen(dialect);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            {"func":"add","values":[20,22]} | {"result":42}
            {"values":[20,22],"id":[{}],"func":"add"} | {"result":42}
            {"func":"nothing"} | {"results":[]}
            {"func":"nothing","values":{}} | {"results":[]}
            {"func":"multi","values":[]} | {"results":[1,null,"three",null]}
            {"func":"count","values":[null,1,null]} | {"result":3}
            {"func":"echo","values":[[1,null,3]]} | {"result":[1,null,3]}
            {"func":"echo","values":[{"a":null,"b":{"c":[]}}]} | {"result":{"b":{"c":[]}}}
            {"func":"echo","values":[9007199254740993]} | not-serializable: Cannot serialize result: integer-range: 9007199254740993 (expected: an integer that a double holds)
            {"func":"echo","values":[-9223372036854775808]} | {"result":-9223372036854775808}
            {"func":"echo","values":[18446744073709551616]} | {"result":1.8446744073709552E19}
            {"func":"echo","values":[0.1,1e300,-0.0,-0]} | {"results":[0.1,1.0E300,-0.0,-0.0]}
            {"func":"echo","values":["\\u0000\\ud83d\\ude00é"]} | {"result":"\\u0000😀é"}
            {"func":"fail","values":["no"]} | raised: no
            {"func":"fail","values":[{"code":7}]} | {"error":{"code":"raised","message":"{code = 7}","data":{"code":7}}}
            {"func":"fail","values":[]} | raised: nil
            {"func":"nan"} | not-serializable: Cannot serialize result: unencodable: nan (expected: a finite number, as JSON has no other)
            {"func":"self"} | not-serializable: Cannot serialize result: unencodable: a table that contains itself (expected: a tree)
            {"func":"large"} | not-serializable: Cannot serialize result: size-limit: a longer text (expected: <= 1048576 bytes)
            {"func":"no.such"} | no-such-procedure: function 'no.such' not found
            {"func":"config"} | not-callable: 'config' is not a function
            {"func":"__rpceval","values":["config"]} | {"result":["a",null,"c"]}
            """)
    void answers(String request, String response) {
        try (var peer = RawSocket.connect(server.address())) {
            String answer = peer.send(request).receive();
            if (response.startsWith("{")) {
                assertThat(answer).isEqualTo(response);
            } else {
                var error = (LuaTable) TestJson.table(answer).get("error");
                assertThat(error.at("code").asString() + ": "
                                + error.at("message").asString())
                        .isEqualTo(response);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"raise", "raise now"})
    void anErrorThatIsTooLongForAMessageIsShortened(String procedure) {
        String text = "x".repeat(2 * JsonSettings.MAX_MESSAGE);
        Procedure raise = call -> {
            throw new LuaError(LuaString.of(text));
        };
        procedures.add("raise", raise).addNonBlocking("raise now", raise);
        try (var peer = RawSocket.connect(server.address())) {
            peer.send("{\"func\":\"" + procedure + "\"}").send("{\"func\":\"add\",\"values\":[1,2]}");
            var error = (LuaTable) TestJson.table(peer.receive()).get("error");
            assertThat(error.at("code").asString()).isEqualTo("raised");
            assertThat(error.at("message").asString()).startsWith("xxx").endsWith("x…");
            assertThat(peer.receive()).isEqualTo("{\"result\":3}");
        }
    }

    @Test
    void answersRequestsInTheirOrderThoughTheyComeAtOnce() {
        var requests = new ByteArrayOutputStream();
        var expected = new ArrayList<Integer>();
        for (int i = 0; i < 2000; i++) {
            expected.add(i);
            requests.writeBytes(RawSocket.framed(
                    ByteOrder.BIG_ENDIAN,
                    "{\"func\":\"" + (i % 2 == 0 ? "blocking" : "echo") + "\",\"values\":[" + i + "]}"));
        }
        try (var peer = RawSocket.connect(server.address())) {
            peer.send(requests.toByteArray());
            for (int i : expected) {
                assertThat(peer.receive()).isEqualTo("{\"result\":" + i + "}");
            }
        }
        assertThat(ran)
                .containsExactlyElementsOf(
                        expected.stream().filter(i -> i % 2 == 0).toList());
    }

    @Test
    void whoAsksForMoreAtOnceThanItTakesIsAnsweredAll() {
        String text = "x".repeat(JsonSettings.MAX_MESSAGE - 100);
        procedures.addNonBlocking("wide", call -> text);
        int count = (4 << 20) / text.length();
        var requests = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            requests.writeBytes(RawSocket.framed(ByteOrder.BIG_ENDIAN, "{\"func\":\"wide\",\"values\":[]}"));
        }
        try (var peer = RawSocket.connect(server.address())) {
            peer.send(requests.toByteArray());
            for (int i = 0; i < count; i++) {
                assertThat(peer.receive()).hasSize(text.length() + "{\"result\":\"\"}".length());
            }
        }
    }

    @Test
    void aMessageMayComeInPieces() {
        byte[] request = RawSocket.framed(ByteOrder.BIG_ENDIAN, "{\"func\":\"add\",\"values\":[1,2]}");
        try (var peer = RawSocket.connect(server.address())) {
            for (int round = 0; round < 3; round++) {
                for (byte b : request) {
                    peer.send(new byte[] {b});
                }
                assertThat(peer.receive()).isEqualTo("{\"result\":3}");
            }
        }
    }

    @Test
    void whileACallIsAtWorkOthersAreServed() {
        try (var slow = RawSocket.connect(server.address());
                var quick = RawSocket.connect(server.address())) {
            slow.send("{\"func\":\"later\"}").send("{\"func\":\"add\",\"values\":[1,2]}");
            assertThat(quick.send("{\"func\":\"add\",\"values\":[3,4]}").receive())
                    .isEqualTo("{\"result\":7}");
            later.complete("at last");
            assertThat(slow.receive()).isEqualTo("{\"result\":\"at last\"}");
            assertThat(slow.receive()).isEqualTo("{\"result\":3}");
        }
    }

    @Test
    void speaksLittleEndian() {
        serve(JsonDialect.DEFAULT.withOrder(LengthOrder.LITTLE_ENDIAN));
        assertThat(littleEndianAnswer("{\"func\":\"add\",\"values\":[1,2]}")).isEqualTo("{\"result\":3}");
    }

    @ParameterizedTest
    @CsvSource({"10", "255", "256", "257", "4096", "65535", "300001"})
    void findsOutTheOrder(int length) {
        serve(JsonDialect.DEFAULT.withOrder(LengthOrder.AUTO));
        String head = "{\"func\":\"add\",\"values\":[1,2";
        String request = head + " ".repeat(Math.max(0, length - head.length() - 2)) + "]}";
        assertThat(littleEndianAnswer(request)).isEqualTo("{\"result\":3}");
        try (var peer = RawSocket.connect(server.address())) {
            assertThat(peer.send(request).receive()).isEqualTo("{\"result\":3}");
        }
    }

    private String littleEndianAnswer(String request) {
        try (var peer = RawSocket.connect(server.address())) {
            return peer.send(RawSocket.framed(ByteOrder.LITTLE_ENDIAN, request)).receive(ByteOrder.LITTLE_ENDIAN);
        }
    }

    @Test
    void namesInMessagesAreThoseOfTheDialect() {
        serve(JsonDialect.DEFAULT
                .withRequest("method", "params")
                .withResponse("value", "values", "failure")
                .withError("", "message", "data")
                .withEmptyTable(EmptyTable.OBJECT));
        try (var peer = RawSocket.connect(server.address())) {
            assertThat(peer.send("{\"method\":\"echo\",\"params\":[[]]}").receive())
                    .isEqualTo("{\"value\":{}}");
            assertThat(peer.send("{\"method\":\"nothing\"}").receive()).isEqualTo("{\"values\":[]}");
            assertThat(peer.send("{\"func\":\"nothing\"}").receive())
                    .isEqualTo("{\"failure\":\"request: } (expected: an object with \\\"method\\\") at line 1,"
                            + " column 18\"}");
        }
    }

    @Test
    void aResponseMayBeNothingButItsResult() {
        serve(JsonDialect.DEFAULT.withResponse("", "results", "error"));
        try (var peer = RawSocket.connect(server.address())) {
            assertThat(peer.send("{\"func\":\"add\",\"values\":[1,2]}").receive())
                    .isEqualTo("3");
            assertThat(peer.send("{\"func\":\"multi\"}").receive()).isEqualTo("1");
        }
    }

    @Test
    void tellsItsListener() {
        try (var peer = RawSocket.connect(server.address())) {
            peer.send("{\"func\":\"add\",\"values\":[1,2]}").receive();
            peer.send("[]").receive();
        }
        await().until(() -> events.disconnected.size() == 1);
        assertThat(events.disconnected).containsExactly("connection closed by the peer");
        assertThat(events.connected).hasSize(1);
        assertThat(events.unexpected).containsExactly("request: [ (expected: an object) at line 1, column 1");
        assertThat(events.served).singleElement().satisfies(call -> assertThat(call.procedure())
                .isEqualTo("add"));
    }

    @Test
    void closingEndsAllConnections() {
        try (var peer = RawSocket.connect(server.address())) {
            peer.send("{\"func\":\"add\",\"values\":[1,2]}").receive();
            server.close();
            assertThat(peer.isClosed()).isTrue();
            await().untilAsserted(() -> assertThat(events.disconnected).containsExactly("closed"));
        }
    }

    @Test
    void anAddressThatIsTakenIsRefused() {
        assertThatThrownBy(() -> JsonServer.listen(
                        Address.parse(server.address()), JsonDialect.DEFAULT, JsonSettings.of(procedures, events)))
                .isInstanceOf(RpcConnectionException.class)
                .hasMessage("listen at json+tcp://" + server.address() + ": address already in use (not sent)");
    }
}
