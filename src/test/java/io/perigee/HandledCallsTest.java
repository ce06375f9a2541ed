package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.perigee.procedure.Procedures;
import io.perigee.remote.CallHandler;
import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.testing.Events;
import io.perigee.testing.RawPeer;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Calls whose caller hands over a handler: it is told how they end, once, whatever happens. */
class HandledCallsTest {
    private static final RpcOptions SERVING = RpcOptions.builder()
            .procedures(new Procedures()
                    .addNonBlocking(
                            "add", call -> call.arg(0).asInt() + call.arg(1).asInt())
                    .addNonBlocking("fail", call -> {
                        throw new IllegalStateException("no");
                    })
                    .addNonBlocking("never", call -> new CompletableFuture<>()))
            .build();

    /** Remembers what it is told. */
    private static final class Recorder implements CallHandler {
        final List<Object> told = new CopyOnWriteArrayList<>();

        @Override
        public void ended(LuaValues results, RpcException failure) {
            assertThat(results == null).isNotEqualTo(failure == null);
            told.add(results == null ? failure : results);
        }

        Object only() {
            await().until(() -> !told.isEmpty());
            assertThat(told).hasSize(1);
            return told.get(0);
        }

        <T extends RpcException> T failure(Class<T> type) {
            assertThat(only()).isInstanceOf(type);
            return type.cast(only());
        }
    }

    private final Recorder handler = new Recorder();

    @Test
    void resultsAndRaisedErrorsReachTheHandler() {
        try (var server = RpcPeer.newServerOnly("localhost", 0, SERVING);
                var client = RpcPeer.newClient(server.address(), RpcOptions.DEFAULT)) {
            client.callAsync(handler, "add", 3, 4);
            assertThat(handler.only()).isEqualTo(LuaValues.from(7));

            var failed = new Recorder();
            client.callAsync(failed, "fail");
            assertThat(failed.failure(RemoteErrorException.class))
                    .hasMessageContaining("fail at ")
                    .hasMessageContaining("no");
        }
    }

    @Test
    void aHandlerMayCallFromTheEventLoop() {
        try (var server = RpcPeer.newServerOnly("localhost", 0, SERVING);
                var client = RpcPeer.newClient(server.address(), RpcOptions.DEFAULT)) {
            var answered = new AtomicInteger();
            client.callAsync(
                    new CallHandler() {
                        @Override
                        public void ended(LuaValues results, RpcException failure) {
                            if (answered.incrementAndGet() < 1000) {
                                client.callAsync(this, "add", answered.get(), 1);
                            }
                        }
                    },
                    "add",
                    0,
                    1);
            await().until(() -> answered.get() == 1000);
        }
    }

    @Test
    void whatAHandlerThrowsHarmsNobody() {
        try (var server = RpcPeer.newServerOnly("localhost", 0, SERVING);
                var client = RpcPeer.newClient(server.address(), RpcOptions.DEFAULT)) {
            client.callAsync(
                    (results, failure) -> {
                        throw new AssertionError("from a handler");
                    },
                    "add",
                    1,
                    2);
            assertThat(client.call("add", 3, 4).asInt()).isEqualTo(7);
        }
    }

    @Test
    void aCallThatIsNotAnsweredTimesOut() {
        try (var server = RpcPeer.newServerOnly("localhost", 0, SERVING);
                var client = RpcPeer.newClient(server.address(), RpcOptions.DEFAULT)) {
            client.withTimeout(Duration.ofMillis(50)).callAsync(handler, "never");
            assertThat(handler.failure(RpcTimeoutException.class).outcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void argumentsWithoutAFormAreRefusedBeforeAnythingIsSent() {
        try (var server = RpcPeer.newServerOnly("localhost", 0, SERVING);
                var client = RpcPeer.newClient(server.address(), RpcOptions.DEFAULT)) {
            client.callAsync(handler, "add", new Object(), 1);
            assertThat(handler.failure(RpcRefusedException.class).outcome()).isEqualTo(Outcome.NOT_SENT);

            var tooLarge = new Recorder();
            client.callAsync(tooLarge, "add", "x".repeat(70_000));
            assertThat(tooLarge.failure(RpcRefusedException.class).outcome()).isEqualTo(Outcome.NOT_SENT);
            assertThat(client.call("add", 3, 4).asInt()).isEqualTo(7);
        }
    }

    @Test
    void aPeerThatIsClosedTakesNoCall() {
        try (var server = RpcPeer.newServerOnly("localhost", 0, SERVING)) {
            var client = RpcPeer.newClient(server.address(), RpcOptions.DEFAULT);
            client.close();
            client.callAsync(handler, "add", 3, 4);
            assertThat(handler.failure(RpcConnectionException.class).outcome()).isEqualTo(Outcome.NOT_SENT);
        }
    }

    @Test
    void theListenerLearnsOfCallsThatCannotBeWritten() {
        var events = new Events();
        try (var server = RpcPeer.newServerOnly("localhost", 0, SERVING);
                var client = RpcPeer.newClient(
                        server.address(), RpcOptions.builder().listener(events).build())) {
            var tooLarge = "x".repeat(70_000);
            client.callAsync(handler, "add", tooLarge);
            assertThatThrownBy(() -> client.call("add", tooLarge)).isInstanceOf(RpcRefusedException.class);
            assertThat(client.callAsync("add", tooLarge)).isCompletedExceptionally();
            assertThat(events.ended).hasSize(3).allSatisfy(call -> assertThat(call.error())
                    .contains("string-limit", "not sent"));
        }
    }

    @Test
    void theListenerLearnsHowTheCallsEndedThatAConnectionTakesWithIt() {
        var events = new Events();
        try (var listener = RawPeer.listen();
                var client = RpcPeer.newClient(
                        listener.address(),
                        RpcOptions.builder()
                                .timeout(Duration.ZERO)
                                .listener(events)
                                .build())) {
            var raw = listener.accept();
            client.callAsync(handler, "add", 3, 4);
            raw.readCall();
            raw.reset();
            assertThat(handler.failure(RpcConnectionException.class).outcome()).isEqualTo(Outcome.UNKNOWN);
            await().untilAsserted(() ->
                    assertThat(events.ended).singleElement().asString().contains("outcome unknown"));
        }
    }
}
