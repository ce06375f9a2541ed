package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.perigee.observe.CallInfo;
import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RpcException;
import io.perigee.remote.RpcProtocolException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.testing.Events;
import io.perigee.transport.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a call of ours ends, and what becomes of its number: on a connection whose peer is this test. */
class OutboundCallsTest {
    private final Events events = new Events();
    private PeerConnection connection;
    private EmbeddedChannel channel;

    @BeforeEach
    void open() {
        PeerSettings settings = TestSettings.watched(events, 2);
        channel = new EmbeddedChannel(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel ch) {
                connection = PeerConnection.on(ch, settings, 0, Address.ofDefault());
            }
        });
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private CompletableFuture<?> call(String procedure, Object... args) {
        return connection.caller().callAsync(procedure, args);
    }

    /** The frame of a response: its payload, status included, in hexadecimal. */
    private void respond(int seq, String payload) {
        byte[] bytes = HexFormat.of().parseHex(payload);
        channel.writeInbound(Unpooled.buffer()
                .writeByte(1)
                .writeByte(seq)
                .writeInt(bytes.length)
                .writeBytes(bytes));
    }

    private void pass(long nanos) {
        channel.advanceTimeBy(nanos, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    /** The numbers of the frames that were sent. */
    private List<Integer> sent() {
        channel.runPendingTasks();
        var all = Unpooled.buffer();
        for (ByteBuf piece; (piece = channel.readOutbound()) != null; ) {
            all.writeBytes(piece);
            piece.release();
        }
        var numbers = new ArrayList<Integer>();
        while (all.isReadable()) {
            all.skipBytes(1);
            numbers.add((int) all.readUnsignedByte());
            all.skipBytes(all.readInt());
        }
        all.release();
        return numbers;
    }

    private static <T extends RpcException> T failure(CompletableFuture<?> call, Class<T> type) {
        assertThat(call).isCompletedExceptionally();
        Throwable thrown =
                catchThrowableOfType(CompletionException.class, call::join).getCause();
        assertThat(thrown).isInstanceOf(type);
        return type.cast(thrown);
    }

    private CallInfo onlyEnded() {
        assertThat(events.ended).hasSize(1);
        return events.ended.get(0);
    }

    @Test
    void aResultEndsACallAndIsToldWithTheTimeItTook() {
        CompletableFuture<?> call = call("add", 1, 2);
        pass(5_000_000);
        respond(0, "00" + "0700000003");
        assertThat(call.join()).hasToString("[3]");
        assertThat(onlyEnded().procedure()).isEqualTo("add");
        assertThat(onlyEnded().error()).isNull();
        assertThat(onlyEnded().durationNanos()).isEqualTo(5_000_000);
    }

    @ParameterizedTest
    @CsvSource({"01 0400026e6f, RAISED", "02, NO_SUCH_PROCEDURE", "03, NOT_CALLABLE", "04 0400026e6f, NOT_SERIALIZABLE"
    })
    void aFailureOfThePeerEndsACallAndIsTold(String payload, Reason reason) {
        CompletableFuture<?> call = call("p");
        respond(0, payload.replace(" ", ""));
        var failure = failure(call, RemoteErrorException.class);
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.outcome()).isEqualTo(Outcome.ANSWERED);
        assertThat(onlyEnded().error()).isEqualTo(failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'no-status: no payload (expected: a status byte)'",
        "05, 'unknown-status: 5 (expected: 0 to 4)'",
        "ff, 'unknown-status: 255 (expected: 0 to 4)'",
        "0007, 'result: truncated: 0 bytes left (expected: 4 more) at byte 1'",
        "0107, 'result: truncated: 0 bytes left (expected: 4 more) at byte 1'",
    })
    void anAnswerThatIsNoneEndsACallAndTheConnectionGoesOn(String payload, String message) {
        CompletableFuture<?> call = call("p");
        respond(0, payload);
        var failure = failure(call, RpcProtocolException.class);
        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.outcome()).isEqualTo(Outcome.ANSWERED);
        assertThat(onlyEnded().error()).isEqualTo(failure.getMessage());
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void soManyResponsesToNothingAreToleratedInASecond() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 16; i++) {
                respond(7, "00");
            }
            assertThat(connection.isOpen()).isTrue();
            pass(1_000_000_001);
        }
        assertThat(events.unexpected).hasSize(48).containsOnly("response to call 7, which is not open");
        for (int i = 0; i < 16; i++) {
            respond(7, "00");
            pass(1_000_000_000 / 16);
        }
        assertThat(connection.isOpen()).isTrue();
        respond(7, "00");
        assertThat(connection.isOpen()).isFalse();
        assertThat(events.disconnected).containsExactly("unexpected-response: 17 within a second (expected: <= 16)");
    }

    private List<CompletableFuture<?>> callsOfAllNumbers() {
        var calls = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 256; i++) {
            calls.add(call("p"));
        }
        assertThat(sent()).hasSize(256);
        return calls;
    }

    @Test
    void callsWaitForNumbersAndNoMoreThanMay() {
        callsOfAllNumbers();
        CompletableFuture<?> first = call("first");
        CompletableFuture<?> second = call("second");
        var refused = failure(call("third"), RpcRefusedException.class);
        assertThat(refused).hasMessageContaining("too many calls wait (expected: <= 2)");
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(onlyEnded().procedure()).isEqualTo("third");
        assertThat(sent()).isEmpty();

        respond(9, "00");
        respond(200, "00");
        assertThat(sent()).containsExactly(9, 200);
        respond(200, "000101");
        respond(9, "000100");
        assertThat(first.join()).hasToString("[false]");
        assertThat(second.join()).hasToString("[true]");
    }

    @Test
    void whatHasNoFormOnTheWireIsRefusedAlsoWhileOthersWait() {
        callsOfAllNumbers();
        var refused = failure(call("p", (1L << 53) + 1), RpcRefusedException.class);
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(onlyEnded().error()).isEqualTo(refused.getMessage());
    }

    @Test
    void aCallThatIsCancelledWhileItWaitsIsNeverSent() {
        callsOfAllNumbers();
        CompletableFuture<?> cancelled = call("cancelled");
        CompletableFuture<?> next = call("next");
        cancelled.cancel(true);
        channel.runPendingTasks();
        assertThat(onlyEnded().procedure()).isEqualTo("cancelled");
        // Its place is free.
        assertThat(call("another")).isNotDone();
        respond(3, "00");
        assertThat(sent()).containsExactly(3);
        respond(3, "000101");
        assertThat(next.join()).hasToString("[true]");
    }

    @Test
    void whatIsOverdueEndsAndOtherCallsHaveTheirTime() {
        List<CompletableFuture<?>> calls = callsOfAllNumbers();
        var shortly = connection.caller().withTimeout(Duration.ofMillis(10));
        var later = connection.caller().withTimeout(Duration.ofMillis(20));
        CompletableFuture<?> first = shortly.callAsync("first");
        CompletableFuture<?> second = later.callAsync("second");
        pass(10_000_000);
        assertThat(failure(first, RpcTimeoutException.class).outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(onlyEnded().procedure()).isEqualTo("first");
        assertThat(second).isNotDone();
        pass(9_999_999);
        assertThat(second).isNotDone();
        pass(1);
        assertThat(failure(second, RpcTimeoutException.class).outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(calls).noneMatch(CompletableFuture::isDone);
        respond(0, "00");
        assertThat(sent()).isEmpty();
    }

    @Test
    void theNumberOfACallThatTimedOutIsFreeWhenItsResponseComes() {
        CompletableFuture<?> late =
                connection.caller().withTimeout(Duration.ofMillis(10)).callAsync("late");
        CompletableFuture<?> open =
                connection.caller().withTimeout(Duration.ofMillis(30)).callAsync("open");
        assertThat(sent()).containsExactly(0, 1);
        pass(10_000_000);
        assertThat(failure(late, RpcTimeoutException.class).outcome()).isEqualTo(Outcome.UNKNOWN);
        // 254 more calls find numbers, and one more waits.
        for (int i = 0; i < 254; i++) {
            call("p");
        }
        assertThat(sent()).hasSize(254).doesNotContain(0, 1);
        CompletableFuture<?> waits = call("waits");
        assertThat(sent()).isEmpty();
        respond(0, "000101");
        assertThat(events.unexpected).containsExactly("late response to call 0");
        assertThat(sent()).containsExactly(0);
        assertThat(waits).isNotDone();
        respond(0, "000100");
        assertThat(waits.join()).hasToString("[false]");
        // The other has kept its own time.
        pass(19_999_999);
        assertThat(open).isNotDone();
        pass(1);
        failure(open, RpcTimeoutException.class);
    }

    @Test
    void theEndOfTheConnectionEndsAllCallsOnceAndTheirTimer() {
        List<CompletableFuture<?>> calls = callsOfAllNumbers();
        calls.add(connection.caller().withTimeout(Duration.ofSeconds(1)).callAsync("waits"));
        connection.close("over");
        channel.runPendingTasks();
        assertThat(calls).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(failure(calls.get(0), RpcException.class).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure(calls.get(256), RpcException.class).outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(events.ended).hasSize(257);
        assertThat(channel.hasPendingTasks()).isFalse();
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);

        failure(call("late"), RpcException.class);
        assertThat(events.ended).hasSize(258);
    }
}
