package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufUtil;
import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcException;
import io.perigee.remote.RpcProtocolException;
import io.perigee.testing.Events;
import io.perigee.testing.RawPeer;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 8 of the specification against a live client: what a peer may answer, and what becomes of the call. */
class HostileResponsesTest {
    private final Events events = new Events();
    private RawPeer.Listener listener;
    private RpcPeer client;
    private RawPeer raw;

    @BeforeEach
    void connect() {
        listener = RawPeer.listen();
        client = RpcPeer.newClient(
                listener.address(),
                RpcOptions.builder()
                        .frameTimeout(Duration.ofMillis(300))
                        .listener(events)
                        .build());
        raw = listener.accept();
    }

    @AfterEach
    void close() {
        client.close();
        raw.close();
        listener.close();
    }

    private <T extends RpcException> T failureOf(CompletableFuture<LuaValues> call, Class<T> type) {
        var failure = catchThrowableOfType(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
        assertThat(failure.getCause()).isInstanceOf(type);
        return type.cast(failure.getCause());
    }

    private void expectAlive() {
        var call = client.callAsync("ping");
        raw.respond(raw.readCall().seq(), 0, "pong");
        assertThat(call.join().asString()).isEqualTo("pong");
        assertThat(client.isConnected()).isTrue();
    }

    private void answerWith(String payload) {
        var bytes = ByteBufUtil.decodeHexDump(payload);
        int seq = raw.readCall().seq();
        raw.send(String.format("01%02x%08x", seq, bytes.length)).send(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "'', no-status: no payload",
        "05, unknown-status: 5 (expected: 0 to 4)",
        "ff, unknown-status: 255 (expected: 0 to 4)",
        // What follows an unknown status is unknown, too.
        "05ffffff, unknown-status: 5 (expected: 0 to 4)",
        "00ff, unknown-tag: ff",
        "000400, truncated: ",
        "0004ffff, string-limit: 65535",
        "0005fffe0101, truncated: 65534 pairs",
        "00140001, bad-reference: 1",
        "00050001000101, nil-key",
        "000600041b4c7561, bytecode-refused",
        "003f00000007, unknown-object: 7",
        "010400, truncated: ",
    })
    void aResponseThatCannotBeUnderstoodFailsItsCallAlone(String payload, String error) {
        var call = client.callAsync("probe");
        answerWith(payload);

        var failure = failureOf(call, RpcProtocolException.class);
        assertThat(failure).hasMessageContaining(error).hasMessageContaining("probe");
        assertThat(failure.outcome()).isEqualTo(Outcome.ANSWERED);
        expectAlive();
    }

    @ParameterizedTest
    @CsvSource({
        "0104000162, RAISED, b",
        "01, RAISED, ",
        "02, NO_SUCH_PROCEDURE, ",
        // Results after these two are there to be ignored.
        "0204000162, NO_SUCH_PROCEDURE, ",
        "0304000162, NOT_CALLABLE, ",
        "03, NOT_CALLABLE, ",
        "04, NOT_SERIALIZABLE, ",
        "0404000162, NOT_SERIALIZABLE, b",
    })
    void everyStatusOfTheProtocolHasItsReason(String payload, RemoteErrorException.Reason reason, String error) {
        var call = client.callAsync("probe");
        answerWith(payload);

        var failure = failureOf(call, RemoteErrorException.class);
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.error()).isEqualTo(LuaValues.from(error).get(0));
        expectAlive();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void responsesMayComeInAnyOrder(int first) {
        var calls =
                new CompletableFuture<?>[] {client.callAsync("p", 0), client.callAsync("p", 1), client.callAsync("p", 2)
                };
        for (int i = 0; i < 3; i++) {
            raw.readCall();
        }
        for (int i = 0; i < 3; i++) {
            int seq = (first + i) % 3;
            raw.respond(seq, 0, "answer " + seq);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(calls[i].join()).isEqualTo(LuaValues.from("answer " + i));
        }
    }

    @Test
    void aResponseMayBeCutAtEveryByte() {
        var template =
                raw.bytes(new io.perigee.wire.Message.Response(0, 0, LuaValues.from(LuaTable.listOf(1, 2.5), "abc")));
        for (int cut = 1; cut < template.length; cut++) {
            var call = client.callAsync("p");
            template[1] = (byte) raw.readCall().seq();
            raw.send(Arrays.copyOfRange(template, 0, cut));
            raw.send(Arrays.copyOfRange(template, cut, template.length));
            assertThat(call.join().get(1)).isEqualTo(LuaValues.from("abc").get(0));
        }
    }

    @Test
    void twoResponsesToOneCallAreOneTooMany() {
        var call = client.callAsync("p");
        int seq = raw.readCall().seq();
        raw.respond(seq, 0, "first").respond(seq, 0, "second");

        assertThat(call.join().asString()).isEqualTo("first");
        await().until(() -> events.unexpected.size() == 1);
        expectAlive();
    }

    @ParameterizedTest
    @CsvSource({
        "0100ffffffff, size-limit: 4294967295",
        "0700, unknown-type: 7",
        "16, tls-unexpected",
        "15030300020228, tls-unexpected",
        "010000, frame-timeout",
        "010000000005, frame-timeout",
    })
    void aBrokenStreamEndsEveryCallWithItsName(String bytes, String error) {
        var first = client.callAsync("p");
        var second = client.callAsync("p");
        raw.readCall();
        raw.readCall();
        raw.send(bytes);

        assertThat(failureOf(first, RpcConnectionException.class))
                .hasMessageContaining(error)
                .extracting(RpcException::outcome)
                .isEqualTo(Outcome.UNKNOWN);
        failureOf(second, RpcConnectionException.class);
        raw.expectClosed();
        assertThat(client.closed().join()).startsWith(error);
        assertThat(failureOf(client.callAsync("p"), RpcConnectionException.class)
                        .outcome())
                .isEqualTo(Outcome.NOT_SENT);
    }
}
