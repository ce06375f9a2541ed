package io.perigee.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.perigee.codec.ByteOutput;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.transport.Address;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PendingCallTest {
    private static final LuaValues RESULTS = LuaValues.from("done");
    private static final long MILLIS = 1_000_000;

    private PeerConnection connection;

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel ch) {
            connection = PeerConnection.on(ch, TestSettings.defaults(), 0, Address.ofDefault());
        }
    });

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private PendingCall call(long timeoutNanos, long startNanos) {
        return new FutureCall(new CallTerms(connection, timeoutNanos), "p", startNanos);
    }

    private PendingCall call() {
        return call(0, 0);
    }

    private RpcException failure(PendingCall call) {
        assertThat(call).isCompletedExceptionally();
        assertThatThrownBy(call::join).hasCause(call.failure());
        return (RpcException) call.failure();
    }

    @Test
    void aCallIsOverdueFromItsDeadlineOn() {
        var call = call(3 * MILLIS, 100);
        assertThat(call.hasDeadline()).isTrue();
        assertThat(call.deadlineNanos()).isEqualTo(3 * MILLIS + 100);
        assertThat(call.isOverdue(3 * MILLIS + 99)).isFalse();
        assertThat(call.isOverdue(3 * MILLIS + 100)).isTrue();
        assertThat(call.isOverdue(3 * MILLIS + 101)).isTrue();
        // The clock has no zero: its numbers may wrap.
        assertThat(call(10, Long.MAX_VALUE).isOverdue(Long.MIN_VALUE + 8)).isFalse();
        assertThat(call(10, Long.MAX_VALUE).isOverdue(Long.MIN_VALUE + 9)).isTrue();
    }

    @Test
    void aCallWithoutATimeOutIsNeverOverdue() {
        var call = call(0, 100);
        assertThat(call.hasDeadline()).isFalse();
        assertThat(call.isOverdue(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void aCallThatHasNoNumberWasNotSent() {
        var call = call(7 * MILLIS, 0);
        assertThat(call.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(call.timeOut()).isTrue();
        assertThat(failure(call))
                .isInstanceOf(RpcTimeoutException.class)
                .hasMessage("p at " + connection.peer() + ": no answer within 7 ms (not sent)");

        var sent = call(7 * MILLIS, 0);
        sent.seq = 0;
        assertThat(sent.timeOut()).isTrue();
        assertThat(failure(sent).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void theEndOfTheConnectionEndsIt() {
        var call = call();
        call.seq = 3;
        assertThat(call.loseConnection("gone")).isTrue();
        assertThat(failure(call)).isInstanceOf(RpcConnectionException.class).hasMessageContaining(": gone (sent, ");
    }

    @Test
    void whatIsRefusedWasNotSent() {
        var call = call();
        assertThat(call.refuse("too many")).isTrue();
        assertThat(failure(call)).isInstanceOf(RpcRefusedException.class).hasMessageContaining(": too many (not sent)");

        var cause = new IllegalArgumentException("no form");
        var second = call();
        assertThat(second.refuse(cause)).isTrue();
        assertThat(failure(second)).hasMessageContaining(": no form (not sent)").hasCause(cause);

        var silent = call();
        assertThat(silent.refuse(new StackOverflowError())).isTrue();
        assertThat(failure(silent)).hasMessageContaining(": java.lang.StackOverflowError (not sent)");
    }

    @Test
    void theFirstEndCountsAndTellsOnce() {
        var told = new ArrayList<Object>();
        var call = call(MILLIS, 0);
        call.whenComplete((results, failure) -> told.add(results));
        assertThat(call.failure()).isNull();
        assertThat(call.complete(RESULTS)).isTrue();
        assertThat(call.complete(LuaValues.empty())).isFalse();
        assertThat(call.timeOut()).isFalse();
        assertThat(call.loseConnection("gone")).isFalse();
        assertThat(call.refuse("no")).isFalse();
        assertThat(call.refuse(new Error())).isFalse();
        assertThat(call.cancel(true)).isFalse();
        assertThat(call.failure()).isNull();
        assertThat(told).containsExactly(RESULTS);
        assertThat(call.join()).isSameAs(RESULTS);
    }

    @Test
    void aCancelledCallIsGivenUpOnceAndItsNumberKept() {
        var told = new ArrayList<Throwable>();
        var call = connection.caller().callAsync("p");
        channel.runPendingTasks();
        call.whenComplete((results, failure) -> told.add(failure));
        assertThat(connection.outbound().awaitsResponses()).isTrue();
        assertThat(call.cancel(false)).isTrue();
        // As the JDK has it: it is cancelled, whoever asks.
        assertThat(call.cancel(false)).isTrue();
        assertThat(told).hasSize(1).first().isInstanceOf(CancellationException.class);
        channel.runPendingTasks();
        assertThat(connection.outbound().awaitsResponses()).isTrue();
    }

    @Test
    void dependentStagesAreFuturesAndNoCalls() {
        var call = call();
        var stage = call.thenApply(LuaValues::size);
        assertThat(stage).isNotInstanceOf(PendingCall.class);
        assertThat(stage.cancel(true)).isTrue();
        assertThat(call).isNotDone();
        call.complete(RESULTS);
        assertThat(call.join()).isSameAs(RESULTS);
    }

    @Test
    void othersMayCompleteItWithASupplierThatFails() {
        var told = new ArrayList<Throwable>();
        var call = call();
        call.whenComplete((results, failure) -> told.add(failure));
        var error = new IllegalStateException("no");
        assertThat(call.completeAsync(
                        () -> {
                            throw error;
                        },
                        Runnable::run))
                .isSameAs(call);
        assertThat(told).singleElement().isInstanceOf(CompletionException.class);
        assertThat(told.get(0)).hasCause(error);
    }

    @Test
    void aPayloadIsWrittenOnce() {
        var page = PayloadPage.next(null, new AtomicReference<>());
        var out = new ByteOutput(16);
        for (byte i = 1; i <= 2; i++) {
            page.open(out);
            out.writeBytes(new byte[] {i, i, i});
            page.append(out);
        }
        var call = call();
        call.carry(page, 4 + 3);
        var written = new ByteOutput(16);
        assertThat(call.takePayload(written)).isTrue();
        assertThat(call.takePayload(written)).isFalse();
        assertThat(written.toByteArray()).containsExactly(2, 2, 2);

        var dropped = call();
        dropped.carry(page, 0);
        dropped.dropPayload();
        assertThat(dropped.takePayload(written)).isFalse();
    }

    @Test
    void itIsANodeOfTheQueue() {
        var call = call();
        var other = call();
        assertThat(call.next()).isNull();
        call.next(other);
        call.depth(7);
        assertThat(call.next()).isSameAs(other);
        assertThat(call.depth()).isEqualTo(7);
    }

    @Test
    void whatIsAbandonedHasLostItsConnection() {
        var call = call();
        call.abandon("gone");
        assertThat(failure(call)).hasMessageContaining(": gone (not sent)");
    }

    @Test
    void aHandlerIsToldOnceWhateverComesAfter() {
        List<Object> told = new ArrayList<>();
        var call = new HandledCall(new CallTerms(connection, MILLIS), "p", 0, (results, failure) -> {
            told.add(results == null ? failure : results);
            throw new IllegalStateException("from a handler");
        });
        assertThat(call.isDone()).isFalse();
        assertThat(call.failure()).isNull();
        assertThat(call.timeOut()).isTrue();
        assertThat(call.isDone()).isTrue();
        assertThat(call.complete(RESULTS)).isFalse();
        assertThat(call.loseConnection("gone")).isFalse();
        assertThat(told).containsExactly(call.failure());
        assertThat(call.failure()).isInstanceOf(RpcTimeoutException.class);
    }

    @Test
    void aThreadThatWaitsIsWokenByTheEnd() throws Exception {
        for (boolean endFirst : new boolean[] {true, false}) {
            var call = new AwaitedCall(new CallTerms(connection, 0), "p", 0);
            if (endFirst) {
                call.complete(RESULTS);
            }
            var waiting = new FutureTask<LuaValues>(call::get);
            var thread = new Thread(waiting);
            thread.start();
            if (!endFirst) {
                await().until(() -> thread.getState() == Thread.State.WAITING);
                call.complete(RESULTS);
            }
            assertThat(waiting.get(10, TimeUnit.SECONDS)).isSameAs(RESULTS);
        }
    }

    @Test
    void aThreadThatWaitsMayBeInterrupted() throws Exception {
        var call = new AwaitedCall(new CallTerms(connection, 0), "p", 0);
        var waiting = new FutureTask<Boolean>(() -> {
            assertThatThrownBy(call::get).isInstanceOf(InterruptedException.class);
            return Thread.currentThread().isInterrupted();
        });
        var thread = new Thread(waiting);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        thread.interrupt();
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(call).isNotDone();
    }
}
