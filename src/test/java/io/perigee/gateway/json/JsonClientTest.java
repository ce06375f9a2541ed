package io.perigee.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.perigee.procedure.CallContext;
import io.perigee.procedure.Executors;
import io.perigee.procedure.Procedures;
import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcException;
import io.perigee.remote.RpcProtocolException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.testing.Events;
import io.perigee.transport.Address;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client against a daemon of which the test plays every part. */
@Timeout(60)
class JsonClientTest {
    private final Events events = new Events();
    private ServerSocket daemon;
    private JsonClient client;
    private RawSocket peer;

    @BeforeEach
    void connect() throws IOException {
        daemon = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        client = connect(JsonDialect.DEFAULT);
        peer = RawSocket.accept(daemon);
    }

    private JsonClient connect(JsonDialect dialect) {
        return JsonClient.connect(
                address(), dialect, JsonSettings.of(new Procedures(), events, Duration.ofMillis(200), 3));
    }

    private Address address() {
        return Address.of("127.0.0.1", daemon.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        peer.close();
        daemon.close();
    }

    private LuaValues answered(CompletableFuture<LuaValues> call, String response) {
        peer.receive();
        peer.send(response);
        return call.join();
    }

    @Test
    void sendsARequest() {
        var unused = client.callAsync("dot", new int[] {1, 2}, null, "é\u0000", 0.5, 3.0, new LuaTable());
        assertThat(peer.receive()).isEqualTo("{\"func\":\"dot\",\"values\":[[1,2],null,\"é\\u0000\",0.5,3.0,[]]}");
    }

    @Test
    void readsResponses() {
        assertThat(answered(client.callAsync("f"), "{\"result\": 7}")).isEqualTo(LuaValues.from(7));
        assertThat(answered(client.callAsync("f"), "{\"result\": null}")).isEqualTo(LuaValues.from((Object) null));
        assertThat(answered(client.callAsync("f"), "{\"results\": []}")).isEqualTo(LuaValues.empty());
        assertThat(answered(client.callAsync("f"), "{\"results\": [1, null]}")).isEqualTo(LuaValues.from(1, null));
        assertThat(answered(client.callAsync("f"), "{\"error\": null, \"id\": 1, \"result\": 7}"))
                .isEqualTo(LuaValues.from(7));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            {"result":7,"results":null,"error":null} | [7]
            {"results":null,"result":7} | [7]
            {"result":null,"results":[1,2]} | [1, 2]
            {"results":[1,2],"result":null} | [1, 2]
            {"results":[],"result":null} | []
            {"results":null,"result":null} | [nil]
            {"results":[1,2],"result":7} | [7]
            """)
    void nullIsWrittenForWhatAResponseHasNot(String response, String results) {
        assertThat(answered(client.callAsync("f"), response)).hasToString(results);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            {"error":{"code":"raised","message":"no"}} | RAISED | "no"
            {"error":{"code":"raised","message":"x","data":{"code":7}}} | RAISED | {code = 7}
            {"error":{"code":"no-such-procedure","message":"x"}} | NO_SUCH_PROCEDURE | nil
            {"error":{"code":"not-callable","message":"x"}} | NOT_CALLABLE | nil
            {"error":{"code":"not-serializable","message":"x"}} | NOT_SERIALIZABLE | "x"
            {"error":{"code":"bad-request","message":"x"}} | RAISED | "x"
            {"error":{"message":"x"}} | RAISED | "x"
            {"error":{"code":404,"message":"x"}} | RAISED | {code = 404, message = "x"}
            {"error":"x"} | RAISED | "x"
            {"result":null,"error":"x"} | RAISED | "x"
            """)
    void readsErrors(String response, Reason reason, String error) {
        var call = client.callAsync("f");
        peer.receive();
        peer.send(response);
        var failure = failure(call, RemoteErrorException.class);
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(LuaText.brief(failure.error())).isEqualTo(error);
    }

    private static <T extends RpcException> T failure(CompletableFuture<LuaValues> call, Class<T> type) {
        return type.cast(
                catchThrowableOfType(ExecutionException.class, call::get).getCause());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            '' | text: nothing (expected: a JSON value)
            [] | response: [ (expected: an object)
            {} | response: } (expected: an object with "result", "results" or "error")
            {"results":1} | results: 1 (expected: an array)
            {"result":1}{} | trailing: {
            {"result":1,"result":2} | JSON: Duplicate field 'result'
            {"result":NaN} | number: NaN (expected: a finite one
            {"result":1e999} | number-range: 1e999
            {"result":"\\ud800"} | surrogate: \\ud800 alone
            {"result": | JSON: Unexpected end-of-input
            """)
    void whatIsNoResponseIsNamedAndCostsNoMoreThanItsCall(String response, String error) {
        var call = client.callAsync("f");
        peer.receive();
        peer.send(response);
        var failure = failure(call, RpcProtocolException.class);
        assertThat(failure).hasMessageContaining(error);
        assertThat(failure.outcome()).isEqualTo(Outcome.ANSWERED);
        assertThat(answered(client.callAsync("f"), "{\"result\":7}").asInt()).isEqualTo(7);
    }

    @Test
    void callsGoOneAfterTheOtherInTheirOrder() {
        var calls = new ArrayList<CompletableFuture<LuaValues>>();
        for (int i = 0; i < 4; i++) {
            calls.add(client.callAsync("f", i));
        }
        var refused = failure(client.callAsync("f", 4), RpcRefusedException.class);
        assertThat(refused).hasMessageContaining("too many calls wait: 3 (expected: < 3)");
        for (int i = 0; i < 4; i++) {
            assertThat(peer.receive()).isEqualTo("{\"func\":\"f\",\"values\":[" + i + "]}");
            peer.send("{\"result\":" + i + "}");
        }
        for (int i = 0; i < 4; i++) {
            assertThat(calls.get(i).join().asInt()).isEqualTo(i);
        }
    }

    @Test
    void aLateAnswerIsNobodyElses() {
        var late = client.withTimeout(Duration.ofMillis(50)).callAsync("late");
        var next = client.callAsync("next");
        assertThat(peer.receive()).contains("late");
        assertThat(failure(late, RpcTimeoutException.class).outcome()).isEqualTo(Outcome.UNKNOWN);
        try (var another = RawSocket.accept(daemon)) {
            assertThat(peer.isClosed())
                    .as("the connection on which it would come is given up")
                    .isTrue();
            assertThat(another.receive()).contains("next");
            another.send("{\"result\":\"of next\"}");
            assertThat(next.join().asString()).isEqualTo("of next");
        }
    }

    @Test
    void aCallThatIsCancelledWhileItWaitsIsNotSent() {
        var first = client.callAsync("first");
        var cancelled = client.callAsync("cancelled");
        var last = client.callAsync("last");
        cancelled.cancel(false);
        assertThat(answered(first, "{\"result\":1}").asInt()).isEqualTo(1);
        assertThat(peer.receive()).contains("last");
        peer.send("{\"result\":3}");
        assertThat(last.join().asInt()).isEqualTo(3);
    }

    @Test
    void whereTheConnectionEndsWhatWaitsGoesOverAnother() {
        var sent = client.callAsync("sent");
        var waiting = client.callAsync("waiting");
        assertThat(peer.receive()).contains("sent");
        peer.close();
        var lost = failure(sent, RpcConnectionException.class);
        assertThat(lost.outcome()).isEqualTo(Outcome.UNKNOWN);
        peer = RawSocket.accept(daemon);
        assertThat(answered(waiting, "{\"result\":7}").asInt()).isEqualTo(7);
    }

    @Test
    void comesBackToADaemonThatWasRestarted() throws IOException {
        peer.close();
        await().until(() -> events.disconnected.size() == 1);
        int port = daemon.getLocalPort();
        daemon.close();
        var failure = failure(client.callAsync("f"), RpcConnectionException.class);
        assertThat(failure).hasMessageContaining("connection refused");
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);

        daemon = new ServerSocket();
        daemon.setReuseAddress(true);
        daemon.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        var call = client.callAsync("f");
        peer = RawSocket.accept(daemon);
        assertThat(answered(call, "{\"result\":7}").asInt()).isEqualTo(7);
    }

    @Test
    void whatNobodyAskedForEndsTheConnection() {
        peer.send("{\"result\":1}");
        assertThat(peer.isClosed()).isTrue();
        assertThat(events.unexpected).containsExactly("response: 12 bytes (expected: nothing, as no call is due)");
        var call = client.callAsync("f");
        peer = RawSocket.accept(daemon);
        assertThat(answered(call, "{\"result\":7}").asInt()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            0000000c7b22726573756c74223a317d | response: 12 bytes
            0000000c7b22726573756c7422 | trailing: 13 bytes
            00 | trailing: 1 bytes
            """)
    void bytesBehindAResponseEndTheConnection(String behind, String error) {
        var call = client.callAsync("f");
        var next = new CompletableFuture<LuaValues>();
        // On the thread that reads: before it has looked at what is behind.
        var unused = call.thenRun(() -> client.callAsync("next").thenAccept(next::complete));
        var waiting = client.callAsync("waiting");
        peer.receive();
        var answer = new ByteArrayOutputStream();
        answer.writeBytes(RawSocket.framed(ByteOrder.BIG_ENDIAN, "{\"result\":\"of f\"}"));
        answer.writeBytes(HexFormat.of().parseHex(behind));
        peer.send(answer.toByteArray());
        assertThat(call.join().asString()).isEqualTo("of f");
        assertThat(peer.isClosed()).as("closed, and nothing was asked before").isTrue();
        peer = RawSocket.accept(daemon);
        assertThat(answered(waiting, "{\"result\":\"of waiting\"}").asString()).isEqualTo("of waiting");
        assertThat(answered(next, "{\"result\":\"of next\"}").asString()).isEqualTo("of next");
        assertThat(events.unexpected).containsExactly(error + " (expected: nothing, as no call is due)");
    }

    @Test
    void aLengthThatIsNotSaneEndsTheConnection() {
        var call = client.callAsync("f");
        var waiting = client.callAsync("waiting");
        peer.receive();
        peer.send(new byte[] {(byte) 0xff, 0, 0, 0});
        assertThat(failure(call, RpcProtocolException.class))
                .hasMessageContaining("length: 4278190080 (expected: <= 1048576; ZeroMQ begins like this)");
        peer = RawSocket.accept(daemon);
        assertThat(answered(waiting, "{\"result\":7}").asInt()).isEqualTo(7);
    }

    @Test
    void aResponseThatDoesNotBecomeCompleteEndsTheConnection() {
        var call = client.callAsync("f");
        peer.receive();
        peer.send(new byte[] {0, 0, 0, 9, '{'});
        assertThat(failure(call, RpcProtocolException.class))
                .hasMessageContaining("timeout: 5 bytes after 200 ms (expected: a whole message)");
    }

    @Test
    void whatJsonCannotSayIsNotSent() {
        refused("unencodable: nan (expected: a finite number", Double.NaN);
        refused("unencodable: inf", Double.POSITIVE_INFINITY);
        refused("unencodable: a string of 1 bytes that is no UTF-8 (expected: text)", LuaString.wrap(new byte[] {-1}));
        refused("integer-range: 9007199254740993", 9007199254740993L);
        refused("unencodable: the key 1.5", new LuaTable().put(LuaValue.of(1.5), LuaString.of("x")));
        refused(
                "unencodable: the key a",
                new LuaTable().put(1, LuaString.of("x")).put("a", 1),
                "string");
        refused("unencodable: the key 100 (expected: at most 2", new LuaTable().put(100, LuaString.of("x")));
        var cycle = new LuaTable();
        refused("unencodable: a table that contains itself", cycle.put("self", cycle));
        var shared = new LuaTable();
        for (int i = 0; i < 60; i++) {
            shared = new LuaTable().put(1, shared).put(2, shared);
        }
        refused("size-limit: a longer text", shared);
    }

    private void refused(String message, Object... argument) {
        var failure = failure(client.callAsync("f", argument), RpcRefusedException.class);
        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
    }

    @Test
    void aResponseMayBeNothingButItsResult() {
        client.close();
        client = connect(JsonDialect.DEFAULT.withResponse("", "results", "error"));
        peer = RawSocket.accept(daemon);
        assertThat(answered(client.callAsync("f"), "[1,2]").at(2).asInt()).isEqualTo(2);
        var call = client.callAsync("f");
        peer.receive();
        peer.send("{\"error\":\"no\"}");
        assertThat(failure(call, RemoteErrorException.class).error()).isEqualTo(LuaString.of("no"));
    }

    @Test
    void closingEndsWhatIsDue() {
        var sent = client.callAsync("sent");
        var waiting = client.callAsync("waiting");
        peer.receive();
        client.close();
        assertThat(failure(sent, RpcConnectionException.class).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure(waiting, RpcConnectionException.class).outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(failure(client.callAsync("f"), RpcConnectionException.class)).hasMessageContaining("closed");
        await().untilAsserted(() -> assertThat(events.disconnected).containsExactly("closed"));
    }

    @Test
    void callsOfManyThreadsGetTheirOwnAnswers() throws Exception {
        var procedures = new Procedures()
                .addNonBlocking("echo", CallContext::args)
                .addNonBlocking("late", call -> new CompletableFuture<Integer>()
                        .completeOnTimeout(-1, 20, TimeUnit.MILLISECONDS));
        var settings = JsonSettings.of(procedures, events, Duration.ofSeconds(20), 100_000);
        try (var server = JsonServer.listen(JsonSettings.ANYWHERE, JsonDialect.DEFAULT, settings);
                var many = JsonClient.connect(Address.parse(server.address()), JsonDialect.DEFAULT, settings)) {
            var callers = new ArrayList<CompletableFuture<Integer>>();
            for (int thread = 0; thread < 8; thread++) {
                int first = thread * 1000;
                callers.add(CompletableFuture.supplyAsync(
                        () -> {
                            int right = 0;
                            for (int i = first; i < first + 200; i++) {
                                if (i % 40 == 7) {
                                    var unused = many.withTimeout(Duration.ofMillis(5))
                                            .callAsync("late", i);
                                }
                                try {
                                    assertThat(many.call("echo", i).asInt()).isEqualTo(i);
                                    right++;
                                } catch (RpcConnectionException e) {
                                    // Its connection was given up for a late answer, the moment that it was sent.
                                    assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
                                }
                            }
                            return right;
                        },
                        Executors.shared()));
            }
            for (var caller : callers) {
                assertThat(caller.get()).isEqualTo(200);
            }
        }
    }

    @Test
    void speaksOverUnixSocketsToo(@TempDir Path folder) {
        var procedures = new Procedures().addNonBlocking("echo", CallContext::args);
        var settings = JsonSettings.of(procedures, events);
        var address = Address.ofUnix(folder.resolve("json.sock"));
        try (var server = JsonServer.listen(address, JsonDialect.DEFAULT, settings);
                var unix = JsonClient.connect(address, JsonDialect.DEFAULT, settings)) {
            assertThat(unix.call("echo", "hi").asString()).isEqualTo("hi");
            assertThat(server.address()).isEqualTo(address.toString());
            assertThat(unix.peer()).isEqualTo("json+" + address);
        }
    }

    @Test
    void speaksOverTlsToo() throws Exception {
        var identity = new CertificateBuilder()
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .addSanIpAddress("127.0.0.1")
                .buildSelfSigned();
        var serving = SslContextBuilder.forServer(identity.getKeyPair().getPrivate(), identity.getCertificatePath())
                .build();
        var calling = SslContextBuilder.forClient()
                .trustManager(identity.getCertificate())
                .build();
        var procedures = new Procedures().addNonBlocking("echo", CallContext::args);
        var large = "x".repeat(100_000);
        try (var server = JsonServer.listen(
                        JsonSettings.ANYWHERE,
                        JsonDialect.DEFAULT,
                        JsonSettings.over(serving, JsonSettings.of(procedures, events)));
                var secured = JsonClient.connect(
                        Address.parse(server.address()),
                        JsonDialect.DEFAULT,
                        JsonSettings.over(calling, JsonSettings.of(new Procedures(), events)))) {
            assertThat(secured.call("echo", large).asString()).isEqualTo(large);
            assertThatThrownBy(() -> JsonClient.connect(
                            address(),
                            JsonDialect.DEFAULT,
                            JsonSettings.over(calling, JsonSettings.of(new Procedures(), new Events()), 300)))
                    .isInstanceOf(RpcConnectionException.class);
        }
    }

    @Test
    void withoutJacksonOneSentenceSaysWhatToAdd() throws Exception {
        var jars = new ArrayList<URL>();
        for (String part : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator)) {
            if (!part.contains("jackson")) {
                jars.add(Path.of(part).toUri().toURL());
            }
        }
        try (var loader = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass(JsonClient.class.getName());
            var connect = Arrays.stream(type.getMethods())
                    .filter(method -> method.getName().equals("connect"))
                    .findFirst()
                    .orElseThrow();
            assertThatThrownBy(() -> connect.invoke(null, null, null, null))
                    .rootCause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("json: needs com.fasterxml.jackson.core:jackson-core (expected: on the class path)");
        }
    }

    @Test
    void mustKnowTheOrder() {
        assertThatThrownBy(() -> connect(JsonDialect.DEFAULT.withOrder(LengthOrder.AUTO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("order: AUTO (expected: BIG_ENDIAN or LITTLE_ENDIAN, for a client)");
    }
}
