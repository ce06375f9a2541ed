package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.perigee.remote.Caller;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.testing.Events;
import io.perigee.testing.RawPeer;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Numbers of calls that were given up: no other call may get their late response. Section 5.1 of the specification. */
class LateResponsesTest {
    private final Events events = new Events();
    private RawPeer.Listener listener;
    private RpcPeer client;
    private RawPeer raw;

    @BeforeEach
    void connect() {
        listener = RawPeer.listen();
        client = RpcPeer.newClient(
                listener.address(), RpcOptions.builder().listener(events).build());
        raw = listener.accept();
    }

    @AfterEach
    void close() {
        client.close();
        raw.close();
        listener.close();
    }

    private Caller impatient() {
        return client.withTimeout(Duration.ofMillis(50));
    }

    private static RpcTimeoutException timeoutOf(CompletableFuture<LuaValues> call) {
        var failure = catchThrowableOfType(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
        assertThat(failure.getCause()).isInstanceOf(RpcTimeoutException.class);
        return (RpcTimeoutException) failure.getCause();
    }

    /** Makes a call that is answered at once with a value of its own, and returns its number. */
    private int callAndAnswer(int value) {
        var call = client.callAsync("p", value);
        var seen = raw.readCall();
        assertThat(seen.args()).isEqualTo(LuaValues.from(value));
        raw.respond(seen.seq(), 0, "answer to " + value);
        assertThat(call.join().asString()).isEqualTo("answer to " + value);
        return seen.seq();
    }

    @Test
    void aLateResponseReachesNobodyHoweverOftenTheNumbersWrapRound() {
        var late = impatient().callAsync("late");
        int seq = raw.readCall().seq();
        assertThat(timeoutOf(late).outcome()).isEqualTo(Outcome.UNKNOWN);

        for (int i = 0; i < 1000; i++) {
            assertThat(callAndAnswer(i)).as("number of call %s", i).isNotEqualTo(seq);
        }

        raw.respond(seq, 0, "the late answer");
        await().untilAsserted(() -> assertThat(events.unexpected).containsExactly("late response to call " + seq));

        var reused = new ArrayList<Integer>();
        for (int i = 0; i < 256; i++) {
            reused.add(callAndAnswer(i));
        }
        assertThat(reused).contains(seq).doesNotHaveDuplicates();
    }

    @Test
    void aLateResponseThatCannotBeDecodedFreesTheNumberToo() {
        var late = impatient().callAsync("late");
        raw.readCall();
        timeoutOf(late);
        raw.send("01 00 00000003 05ffff");
        await().until(() -> events.unexpected.size() == 1);

        var reused = new ArrayList<Integer>();
        for (int i = 0; i < 256; i++) {
            reused.add(callAndAnswer(i));
        }
        assertThat(reused).contains(0);
    }

    @Test
    void aCancelledCallKeepsItsNumberUntilTheResponse() {
        var cancelled = client.callAsync("late");
        int seq = raw.readCall().seq();
        assertThat(cancelled.cancel(true)).isTrue();
        assertThatThrownBy(cancelled::join).isInstanceOf(CancellationException.class);

        for (int i = 0; i < 600; i++) {
            assertThat(callAndAnswer(i)).isNotEqualTo(seq);
        }
        raw.respond(seq, 1, "late");
        await().until(() -> events.unexpected.size() == 1);
        callAndAnswer(1);
    }

    @Test
    void whenEveryNumberIsInQuarantineCallsWaitUnderTheirOwnDeadline() {
        var lost = new ArrayList<CompletableFuture<LuaValues>>();
        for (int i = 0; i < 256; i++) {
            lost.add(impatient().callAsync("lost", i));
        }
        for (int i = 0; i < 256; i++) {
            raw.readCall();
        }
        lost.forEach(call -> assertThat(timeoutOf(call).outcome()).isEqualTo(Outcome.UNKNOWN));

        assertThat(timeoutOf(impatient().callAsync("waits")))
                .extracting(RpcTimeoutException::outcome)
                .isEqualTo(Outcome.NOT_SENT);

        var patient = client.callAsync("patient");
        var afterIt = client.callAsync("patient", 2);
        raw.respond(17, 0, "late");
        var sent = raw.readCall();
        assertThat(sent.seq()).isEqualTo(17);
        assertThat(sent.procedure()).hasToString("patient");
        raw.respond(17, 0, "in time");
        assertThat(patient.join().asString()).isEqualTo("in time");
        assertThat(raw.readCall().seq()).isEqualTo(17);
        raw.respond(17, 0, "too");
        assertThat(afterIt.join().asString()).isEqualTo("too");
    }

    @Test
    void aCallThatIsCancelledWhileItWaitsIsNeverSent() {
        for (int i = 0; i < 256; i++) {
            client.callAsync("fills", i);
            raw.readCall();
        }
        var waiting = client.callAsync("never sent");
        var next = client.callAsync("sent");
        waiting.cancel(true);
        raw.respond(0, 0);

        assertThat(raw.readCall().procedure()).hasToString("sent");
        raw.respond(0, 0, 1);
        assertThat(next.join().asLong()).isEqualTo(1);
        await().until(() -> events.ended.stream()
                        .filter(call -> call.procedure().equals("never sent"))
                        .count()
                == 1);
    }

    @Test
    void oneOfResponseTimeOutAndCancellationWinsAndOnlyOne() {
        int count = 5_000;
        var ended = new AtomicInteger();
        var answering = new Thread(() -> {
            try {
                for (int i = 0; i < count; i++) {
                    raw.respond(raw.readCall().seq(), 0, i);
                }
            } catch (java.io.UncheckedIOException e) {
                // Closed below: those that gave up before they were sent never come.
            }
        });
        answering.start();

        var calls = new ArrayList<CompletableFuture<LuaValues>>();
        for (int i = 0; i < count; i++) {
            var caller = i % 3 == 0 ? client.withTimeout(Duration.ofNanos(1 + i * 40L)) : client;
            var call = caller.callAsync("race", i);
            call.whenComplete((results, failure) -> ended.incrementAndGet());
            if (i % 3 == 1) {
                call.cancel(true);
            }
            calls.add(call);
        }
        await().until(() -> calls.stream().allMatch(CompletableFuture::isDone));
        assertThat(ended).hasValue(count);
        await().until(() -> events.ended.size() == count);

        raw.close();
        await().until(() -> !answering.isAlive());
        assertThat(events.ended).hasSize(count);
    }

    @Test
    void callsMadeWhereOthersTimeOutAreNotLost() {
        for (int i = 0; i < 256; i++) {
            client.callAsync("fills", i);
        }
        var again = new ArrayList<CompletableFuture<LuaValues>>();
        var timedOut = new ArrayList<CompletableFuture<LuaValues>>();
        for (int i = 0; i < 200; i++) {
            int n = i;
            var call = impatient().callAsync("waits", i);
            timedOut.add(call.handle((results, failure) -> null));
            call.whenComplete((results, failure) -> {
                synchronized (again) {
                    again.add(client.callAsync("again", n));
                }
            });
        }
        timedOut.forEach(CompletableFuture::join);
        // Which of the two stages of a call comes first is not said.
        await().until(() -> {
            synchronized (again) {
                return again.size() == 200;
            }
        });

        for (int i = 0; i < 256; i++) {
            raw.respond(raw.readCall().seq(), 0, i);
        }
        for (int i = 0; i < 200; i++) {
            var call = raw.readCall();
            assertThat(call.procedure()).hasToString("again");
            raw.respond(call.seq(), 0, i);
        }
        again.forEach(call -> assertThat(call.join().size()).isEqualTo(1));
    }
}
