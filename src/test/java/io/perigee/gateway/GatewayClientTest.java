package io.perigee.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netty.channel.WriteBufferWaterMark;
import io.perigee.codec.DecodeLimits;
import io.perigee.observe.CallInfo;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.Procedures;
import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcException;
import io.perigee.remote.RpcInterruptedException;
import io.perigee.remote.RpcProtocolException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.remote.ServingThread;
import io.perigee.transport.SocketSettings;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GatewayClientTest {
    private final List<CallInfo> ended = new CopyOnWriteArrayList<>();
    private final Queue<OutboundCall> sent = new ConcurrentLinkedQueue<>();
    private final Queue<OutboundCall> givenUp = new ConcurrentLinkedQueue<>();
    private final GatewayClient client = new GatewayClient("there:1", settings()) {
        @Override
        protected void send(OutboundCall call) {
            if (!call.procedure().equals("waits") && !call.sending()) {
                throw new IllegalStateException("over before it began");
            }
            sent.add(call);
        }

        @Override
        protected void giveUp(OutboundCall call) {
            givenUp.add(call);
        }

        @Override
        public void close() {}
    };

    private GatewaySettings settings() {
        return new GatewaySettings(
                new CallDispatcher(new Procedures(), Runnable::run),
                null,
                DecodeLimits.DEFAULT,
                1 << 20,
                0,
                TimeUnit.SECONDS.toNanos(20),
                16,
                16,
                new SocketSettings(1000, true, 0, WriteBufferWaterMark.DEFAULT, null),
                new RpcListener() {
                    @Override
                    public void onCallEnded(CallInfo call) {
                        ended.add(call);
                    }
                });
    }

    private OutboundCall next() {
        return await().until(sent::poll, call -> call != null);
    }

    private static <T extends RpcException> T failure(Class<T> type, CompletableFuture<?> call) {
        return catchThrowableOfType(type, () -> {
            try {
                call.join();
            } catch (java.util.concurrent.CompletionException e) {
                throw e.getCause();
            }
        });
    }

    @Test
    void aCallEndsWithItsResults() {
        var called = client.callAsync("add", 1, 2);
        OutboundCall call = next();
        assertThat(call.procedure()).isEqualTo("add");
        assertThat(call.args()).isEqualTo(LuaValues.from(1, 2));
        call.succeed(LuaValues.from(3));
        assertThat(called.join()).isEqualTo(LuaValues.from(3));
        assertThat(ended).singleElement().satisfies(info -> {
            assertThat(info.procedure()).isEqualTo("add");
            assertThat(info.error()).isNull();
        });
    }

    @Test
    void theFirstEndCounts() {
        var called = client.callAsync("f");
        OutboundCall call = next();
        call.succeed(LuaValues.empty());
        call.lose("gone", null);
        call.timeOut();
        assertThat(called.join()).isEqualTo(LuaValues.empty());
        assertThat(ended).hasSize(1);
    }

    @Test
    void failuresTellWhetherTheProcedureMayHaveRun() {
        var raised = client.callAsync("f");
        next().raise(Reason.RAISED, LuaString.of("no"));
        assertThat(failure(RemoteErrorException.class, raised)).hasMessage("f at there:1: no (answered)");

        var odd = client.callAsync("f");
        next().misunderstand("reply: 3 frames (expected: 2)", null);
        assertThat(failure(RpcProtocolException.class, odd).outcome()).isEqualTo(Outcome.ANSWERED);

        var unsent = client.callAsync("waits");
        OutboundCall waiting = next();
        waiting.lose("closed", null);
        assertThat(waiting.sending()).isFalse();
        assertThat(failure(RpcConnectionException.class, unsent).outcome()).isEqualTo(Outcome.NOT_SENT);

        var lost = client.callAsync("f");
        next().lose("closed", null);
        assertThat(failure(RpcConnectionException.class, lost))
                .hasMessage("f at there:1: closed (sent, outcome unknown)");

        var refused = client.callAsync("f", new Object());
        assertThat(failure(RpcRefusedException.class, refused).outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(sent).isEmpty();
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsGivenUp() {
        var late = client.withTimeout(Duration.ofMillis(20)).callAsync("f");
        OutboundCall call = next();
        assertThat(failure(RpcTimeoutException.class, late))
                .hasMessage("f at there:1: no answer within 20 ms (sent, outcome unknown)");
        await().untilAsserted(() -> assertThat(givenUp).containsExactly(call));

        var ended = client.callAsync("f").orTimeout(20, TimeUnit.MILLISECONDS);
        OutboundCall given = next();
        assertThatThrownBy(ended::join).hasCauseInstanceOf(TimeoutException.class);
        await().untilAsserted(() -> assertThat(givenUp).contains(given));

        var cancelled = client.withTimeout(Duration.ZERO).callAsync("f");
        cancelled.cancel(false);
        assertThat(next()).isIn(givenUp).satisfies(over -> assertThat(over.isOver())
                .isTrue());
    }

    @Test
    void aThreadThatIsInterruptedGivesItsCallUp() throws InterruptedException {
        var outcome = new CompletableFuture<Throwable>();
        var thread = new Thread(
                () -> outcome.complete(catchThrowableOfType(RpcInterruptedException.class, () -> client.call("f"))));
        thread.start();
        OutboundCall call = next();
        thread.interrupt();
        assertThat(outcome.join()).isNotNull();
        assertThat(givenUp).containsExactly(call);
    }

    @Test
    void blockingIsRefusedWhereOthersWait() {
        class Serving extends Thread implements ServingThread {
            private final CompletableFuture<Throwable> outcome = new CompletableFuture<>();

            @Override
            public void run() {
                outcome.complete(catchThrowableOfType(IllegalStateException.class, () -> client.call("f")));
            }
        }
        var serving = new Serving();
        serving.start();
        assertThat(serving.outcome.join()).hasMessageStartingWith("f: a blocking call");
        assertThat(sent).isEmpty();
        assertThatThrownBy(() -> client.withTimeout(Duration.ofMillis(-1))).hasMessageContaining("timeout: ");
    }
}
