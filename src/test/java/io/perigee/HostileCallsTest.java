package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufUtil;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.Procedures;
import io.perigee.testing.Events;
import io.perigee.testing.RawPeer;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 8 of the specification, row by row, against a live server: the bytes, the error and the connection's fate. */
class HostileCallsTest {
    private final Events events = new Events();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger ran = new AtomicInteger();

    private final Procedures procedures = new Procedures()
            .addNonBlocking("echo", call -> call.args())
            .add("echoLater", call -> call.args())
            .add("block", call -> {
                ran.incrementAndGet();
                release.await();
                return "released";
            })
            .add("fail", call -> {
                throw new LuaError(call.arg(0));
            });

    private RpcServer server;
    private RawPeer raw;

    @BeforeEach
    void start() {
        server = RpcPeer.newServerOnly("localhost", 0, options().build());
        raw = RawPeer.connect(server.address());
    }

    private RpcOptions.Builder options() {
        return RpcOptions.builder()
                .procedures(procedures)
                .frameTimeout(Duration.ofMillis(300))
                .listener(events);
    }

    private void restart(RpcOptions options) {
        raw.expectAlive().close();
        server.close();
        await().until(() -> events.disconnected.size() == 1);
        events.disconnected.clear();
        server = RpcPeer.newServerOnly("localhost", 0, options);
        raw = RawPeer.connect(server.address());
    }

    @AfterEach
    void stop() {
        release.countDown();
        raw.close();
        server.close();
    }

    private void expectClosedWith(String error) {
        raw.expectClosed();
        await().untilAsserted(() ->
                assertThat(events.disconnected).singleElement().asString().startsWith(error));
        try (var another = RawPeer.connect(server.address())) {
            another.expectAlive();
        }
    }

    private String expectRaised(int seq) {
        return raw.expect(seq, 1).asString();
    }

    // Frames.

    @ParameterizedTest
    @CsvSource({
        "00 00 01000001, 16777217",
        "00 00 7fffffff, 2147483647",
        "00 00 80000000, 2147483648",
        "00 00 ffffffff, 4294967295",
        "01 00 ffffffff, 4294967295",
    })
    void aSizeAboveTheLimitIsRefusedWithTheSixthByte(String header, String size) {
        raw.send(header);

        expectClosedWith("size-limit: " + size + " (expected: <= 16777216)");
    }

    @Test
    void aPayloadOfExactlyTheLimitIsTaken() {
        restart(options().maxPayload(64).build());
        var filling = "x".repeat(64 - 7 - 3);

        raw.call(0, "echo", filling);
        assertThat(raw.expect(0, 0).asString()).isEqualTo(filling);

        raw.call(1, "echo", filling + "x");
        expectClosedWith("size-limit: 65 (expected: <= 64)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0000", "0000000000", "000000000007", "00000000000c04000465"})
    void aFrameThatStallsIsTimedOutFromItsFirstByte(String beginning) {
        raw.send(beginning);

        expectClosedWith("frame-timeout: " + beginning.length() / 2 + " bytes (expected: a whole frame within 300 ms)");
    }

    @Test
    void aFrameThatTricklesIsTimedOutThoughBytesKeepComing() {
        var call = RawPeer.callBytes(0, "echo", "x".repeat(60_000));
        var position = new AtomicInteger();

        await().pollInterval(Duration.ofMillis(10)).until(() -> {
            int at = position.getAndIncrement();
            try {
                raw.send(Arrays.copyOfRange(call, at, at + 1));
            } catch (java.io.UncheckedIOException closed) {
                return true;
            }
            return !events.disconnected.isEmpty();
        });

        expectClosedWith("frame-timeout: ");
    }

    @Test
    void theTimeBetweenFramesIsNotLimited() {
        raw.expectAlive();
        raw.call(1, "block");
        await().pollDelay(Duration.ofMillis(700)).until(() -> events.disconnected.isEmpty());
        raw.expectAlive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "03", "09", "80", "ff", "02000000000100", "474554202f20485454502f312e31"})
    void anUnknownTypeClosesWithItsFirstByte(String bytes) {
        raw.send(bytes);

        expectClosedWith("unknown-type: " + Integer.parseInt(bytes.substring(0, 2), 16) + " (expected: 0 or 1)");
    }

    @Test
    void anUnknownTypeBehindAGoodCallCloses() {
        raw.send("00 00 00000007 040004 6563686f 09");

        raw.expectClosed();
        await().untilAsserted(
                        () -> assertThat(events.disconnected).containsExactly("unknown-type: 9 (expected: 0 or 1)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"16", "16030100f8010000f403034a", "15030300020228"})
    void tlsOnAPlainPortHasANameOfItsOwn(String bytes) {
        raw.send(bytes);

        expectClosedWith("tls-unexpected: a TLS record (expected: ");
    }

    @Test
    void everyFrameMayBeCutAtEveryByte() {
        var call = RawPeer.callBytes(7, "echo", "abc", 1.5, LuaTable.listOf(1, "two"));
        for (int cut = 1; cut < call.length; cut++) {
            raw.send(Arrays.copyOfRange(call, 0, cut));
            raw.send(Arrays.copyOfRange(call, cut, call.length));
            assertThat(raw.expect(7, 0).size()).isEqualTo(3);
        }
    }

    @Test
    void aFrameMayComeByteByByte() {
        for (byte b : RawPeer.callBytes(7, "echo", "abc")) {
            raw.send(new byte[] {b});
        }
        assertThat(raw.expect(7, 0).asString()).isEqualTo("abc");
    }

    // Numbers.

    @Test
    void aNumberThatIsOpenAlreadyCloses() {
        raw.call(3, "block");
        await().until(() -> ran.get() == 1);
        raw.call(3, "echo");

        expectClosedWith("duplicate-number: call 3 (expected: ");
    }

    @Test
    void twoHundredAndFiftySixCallsRunAtOnceAndTheNextCloses() {
        for (int i = 0; i < 256; i++) {
            raw.call(i, "block");
        }
        await().until(() -> ran.get() == 256);
        assertThat(events.disconnected).isEmpty();

        raw.call(0, "block");
        expectClosedWith("duplicate-number: call 0 (expected: ");
        assertThat(ran).hasValue(256);
    }

    @Test
    void aNumberIsFreeOnceItsAnswerWasSent() {
        for (int i = 0; i < 300; i++) {
            raw.call(3, "echoLater", i);
            assertThat(raw.expect(3, 0).asLong()).isEqualTo(i);
        }
    }

    @Test
    void aResponseThatNobodyWaitsForIsCountedAndDropped() {
        for (int i = 0; i < 16; i++) {
            raw.respond(i, 0, "surprise");
        }
        raw.expectAlive();
        assertThat(events.unexpected).hasSize(16).allMatch(what -> what.contains("which is not open"));
    }

    @Test
    void theSeventeenthUnexpectedResponseOfASecondCloses() {
        var flood = Stream.generate(() -> "01 00 00000001 00").limit(17).reduce("", String::concat);
        raw.send(flood);

        expectClosedWith("unexpected-response: 17 within a second (expected: <= 16)");
    }

    // Calls that cannot be understood: answered with status 1, and the connection lives.

    static Stream<Arguments> badCalls() {
        return Stream.of(
                Arguments.of("no payload", "", "empty-call: no payload"),
                Arguments.of("name is nil", "00", "bad-name: tag 00"),
                Arguments.of("name is a number", "070000002a", "bad-name: tag 07"),
                Arguments.of("name is a table", "050000", "bad-name: tag 05"),
                Arguments.of("name is a reference", "140001", "bad-reference: 1"),
                Arguments.of("name is cut", "0400046563", "truncated: "),
                Arguments.of("name of 65535 bytes claimed", "04ffff", "string-limit: 65535"),
                Arguments.of("string claims more", echo("04fffe"), "truncated: "),
                Arguments.of("string of 65535 bytes", echo("04ffff"), "string-limit: 65535"),
                Arguments.of("table claims more", echo("05fffe"), "truncated: 65534 pairs"),
                Arguments.of("table claims more, with some", echo("05fffe01010101"), "truncated: 65534 pairs"),
                Arguments.of("table of 65535 pairs", echo("05ffff"), "table-limit: 65535"),
                Arguments.of("depth 65", echo("0500010101".repeat(64) + "050000"), "depth: 65 (expected: <= 64)"),
                Arguments.of(
                        "depth 100000", echo("0500010101".repeat(99_999) + "050000"), "depth: 65 (expected: <= 64)"),
                Arguments.of("depth 65 in keys", echo("050001".repeat(65)), "depth: 65 (expected: <= 64)"),
                Arguments.of("reference zero", echo("140000"), "bad-reference: 0"),
                Arguments.of("reference to nothing", echo("140001"), "bad-reference: 1"),
                Arguments.of("forward reference", echo("050002" + "01011400020102050000"), "bad-reference: 2"),
                Arguments.of("reference to another argument", echo("0400016b140001"), "bad-reference: 1"),
                Arguments.of("nil key", echo("050001000101"), "nil-key: nil"),
                Arguments.of("nan key", echo("050001037ff80000000000000101"), "nan-key: nan"),
                Arguments.of("nan key of another kind", echo("05000103fff00000000000010101"), "nan-key: nan"),
                Arguments.of("unknown tag 02", echo("02"), "unknown-tag: 02"),
                Arguments.of("unknown tag ff", echo("ff"), "unknown-tag: ff"),
                Arguments.of("object inside a table", echo("05000101012100000001"), "unknown-tag: 21"),
                Arguments.of("boolean 2", echo("0102"), "bad-boolean: 02"),
                Arguments.of("trailing byte", echo("0101ff"), "unknown-tag: ff"),
                Arguments.of("bytecode", echo("0600041b4c7561"), "bytecode-refused: function"),
                Arguments.of("bytecode in a table", echo("05000101010600041b4c7561"), "bytecode-refused: function"),
                Arguments.of("object nobody handed out", echo("3f00003039"), "unknown-object: 12345"),
                Arguments.of("object number cut", echo("21000000"), "truncated: "));
    }

    private static String echo(String arguments) {
        return "040004" + HexFormat.of().formatHex("echo".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                + arguments;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badCalls")
    void aCallThatCannotBeUnderstoodIsAnsweredWithTheNameOfItsError(String what, String payload, String error) {
        var bytes = ByteBufUtil.decodeHexDump(payload);
        raw.send(String.format("0009%08x", bytes.length)).send(bytes);

        assertThat(expectRaised(9)).as(what).startsWith(error);
        raw.expectAlive();
        assertThat(events.disconnected).isEmpty();
    }

    @Test
    void anArgumentMayBeCutAtEveryByte() {
        var whole = RawPeer.callBytes(
                0, "echo", new LuaTable().put("k", LuaTable.listOf(1, 2.5, "s")).put("l", true));
        int nameEnd = 6 + 3 + 4;
        for (int length = nameEnd + 1; length < whole.length; length++) {
            var cut = Arrays.copyOf(whole, length);
            cut[4] = (byte) ((length - 6) >> 8);
            cut[5] = (byte) (length - 6);
            raw.send(cut);
            assertThat(expectRaised(0)).startsWith("truncated: ");
        }
        raw.expectAlive();
    }

    @Test
    void aTableAsItsOwnKeyGoesRound() {
        raw.send("00 00 0000000f 0400046563686f 05000114000101 01");

        LuaValue table = raw.expect(0, 0).get(0);
        assertThat(((LuaTable) table).get(table)).isEqualTo(LuaValue.of(true));
    }

    @Test
    void stringsNeedNotBeUtf8() {
        raw.send("00 00 0000000c 0400046563686f 040002c328");
        assertThat(raw.expect(0, 0).asBytes()).isEqualTo(new byte[] {(byte) 0xc3, 0x28});

        raw.send("00 01 00000005 040002fffe");
        assertThat(raw.expect(1, 2).size()).isZero();
    }

    // What procedures do.

    static Stream<Throwable> anythingThrowable() {
        return Stream.of(
                new IllegalStateException("boom"),
                new Exception("boom"),
                new Error("boom"),
                new AssertionError("boom"),
                new OutOfMemoryError("boom"),
                new Throwable("boom"));
    }

    @ParameterizedTest
    @MethodSource("anythingThrowable")
    void whateverAProcedureThrowsIsAnsweredWithItsMessage(Throwable thrown) {
        procedures.add("throw", call -> {
            throw HostileCallsTest.<RuntimeException>sneak(thrown);
        });
        procedures.addNonBlocking("throwAtOnce", call -> {
            throw HostileCallsTest.<RuntimeException>sneak(thrown);
        });
        procedures.add("failLater", call -> CompletableFuture.failedFuture(thrown));

        raw.call(1, "throw");
        assertThat(expectRaised(1)).isEqualTo("boom");
        raw.call(2, "throwAtOnce");
        assertThat(expectRaised(2)).isEqualTo("boom");
        raw.call(3, "failLater");
        assertThat(expectRaised(3)).isEqualTo("boom");
        raw.expectAlive();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void aProcedureMayExhaustItsStack() {
        procedures.add("recurse", call -> recurse(0));
        procedures.addNonBlocking("recurseAtOnce", call -> recurse(0));

        raw.call(1, "recurse");
        assertThat(expectRaised(1)).isEqualTo("StackOverflowError");
        raw.call(2, "recurseAtOnce");
        assertThat(expectRaised(2)).isEqualTo("StackOverflowError");
        raw.expectAlive();
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }

    @Test
    void anExceptionWhoseMessageThrowsIsAnsweredToo() {
        procedures.add("trap", call -> {
            throw new IllegalStateException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new IllegalStateException("again");
                }
            };
        });

        raw.call(1, "trap");
        expectRaised(1);
        raw.expectAlive();
    }

    @Test
    void anErrorValueWithoutAFormOnTheWireIsStillAnError() {
        procedures.add("failLong", call -> {
            throw new LuaError("x".repeat(70_000));
        });
        procedures.add("failOdd", call -> {
            throw new LuaError(new LuaTable().put("object", LuaUserdata.of(new Object())));
        });
        procedures.add("throwLong", call -> {
            throw new IllegalStateException("x".repeat(70_000));
        });

        raw.call(1, "failLong");
        assertThat(expectRaised(1)).startsWith("error: string-limit: 70000");
        raw.call(2, "failOdd");
        assertThat(expectRaised(2)).startsWith("error: unencodable: ");
        raw.call(3, "throwLong");
        expectRaised(3);
        raw.expectAlive();
    }

    static Stream<Arguments> resultsWithoutAForm() {
        var tooManyPairs = new LuaTable();
        for (int i = 1; i <= 65_535; i++) {
            tooManyPairs.put(i, LuaValue.of(true));
        }
        LuaValue deep = new LuaTable();
        for (int i = 0; i < 64; i++) {
            deep = LuaTable.listOf(deep);
        }
        return Stream.of(
                Arguments.of("a string too long", "x".repeat(65_535)),
                Arguments.of("a table too large", tooManyPairs),
                Arguments.of("tables too deep", deep),
                Arguments.of("an integer that no double holds", (1L << 53) + 1),
                Arguments.of("such an integer in a table", LuaTable.listOf((1L << 53) + 1)),
                Arguments.of("an unknown Java type", new Object()),
                Arguments.of("an object in a table", LuaTable.listOf(LuaUserdata.of(new Object()))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("resultsWithoutAForm")
    void aResultWithoutAFormOnTheWireIsStatusFour(String what, Object result) {
        procedures.add("odd", call -> result);
        procedures.addNonBlocking("oddAtOnce", call -> result);
        procedures.add("oddLater", call -> CompletableFuture.completedFuture(result));

        int seq = 0;
        for (String name : new String[] {"odd", "oddAtOnce", "oddLater"}) {
            raw.call(seq, name);
            assertThat(raw.expect(seq++, 4).asString()).as(what).isEqualTo("Cannot serialize result");
        }
        raw.expectAlive();
    }

    @Test
    void aResultAboveThePayloadLimitIsStatusFour() {
        restart(options().maxPayload(100).build());
        procedures.add("large", call -> LuaValues.from("x".repeat(60), "x".repeat(60)));
        procedures.add("largeTable", call -> LuaTable.listOf("x".repeat(60), "y".repeat(60)));

        raw.call(1, "large");
        raw.expect(1, 4);
        raw.call(2, "largeTable");
        raw.expect(2, 4);
        raw.expectAlive();
    }

    @Test
    void evenTheTinyestPayloadLimitLeavesAnAnswer() {
        restart(options().maxPayload(12).build());
        procedures.add("l", call -> "x".repeat(60));
        procedures.add("e", call -> {
            throw new LuaError("x".repeat(60));
        });

        raw.send("00 01 00000004 0400016c");
        assertThat(raw.expect(1, 4).size()).isZero();
        raw.send("00 02 00000004 04000165");
        assertThat(raw.expect(2, 1).size()).isZero();
        raw.call(3, "echo");
        raw.expect(3, 0);
    }

    @Test
    void aProcedureThatNeverReturnsKeepsNobodyElseWaiting() {
        raw.call(1, "block");
        await().until(() -> ran.get() == 1);

        raw.expectAlive();
        try (var client = RpcPeer.newClient(server.address(), RpcOptions.DEFAULT)) {
            assertThat(client.call("echo", 1).asLong()).isEqualTo(1);
        }
    }

    @Test
    void anExecutorThatTakesNothingIsAnsweredAsBusy() {
        restart(options()
                .executor(task -> {
                    throw new java.util.concurrent.RejectedExecutionException("full");
                })
                .build());
        raw.call(1, "echoLater");
        assertThat(expectRaised(1)).startsWith("busy: ");
        raw.expectAlive();

        restart(options()
                .executor(task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                })
                .build());
        raw.call(1, "echoLater");
        assertThat(expectRaised(1)).startsWith("busy: ");
        raw.expectAlive();
    }

    @Test
    void aListenerThatThrowsDisturbsNothing() {
        restart(RpcOptions.builder()
                .procedures(procedures)
                .listener((io.perigee.observe.RpcListener) java.lang.reflect.Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {io.perigee.observe.RpcListener.class},
                        (proxy, method, args) -> {
                            throw new IllegalStateException("listener");
                        }))
                .build());

        raw.respond(0, 0);
        raw.expectAlive();
        raw.call(1, "echoLater");
        raw.expect(1, 0);
        assertThat(server.peers()).hasSize(1);
    }

    @Test
    void aNameOfTheLongestKindIsLookedUp() {
        raw.send(RawPeer.callBytes(1, "n".repeat(65_534)));
        raw.expect(1, 2);
        assertThat(LuaString.of("n".repeat(65_534)).length()).isEqualTo(65_534);
    }
}
