package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perigee.procedure.Procedures;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.testing.Events;
import io.perigee.testing.Processes;
import io.perigee.testing.RawPeer;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The peer dies in the middle of calls: by a farewell, by a reset, by being killed. */
class ConnectionLossTest {
    private final Events events = new Events();

    private RpcOptions.Builder options() {
        return RpcOptions.builder().timeout(Duration.ZERO).listener(events);
    }

    enum Death {
        FIN,
        RST,
        FIN_INSIDE_A_FRAME,
        RST_INSIDE_A_FRAME;

        void comeTo(RawPeer raw) {
            switch (this) {
                case FIN -> raw.close();
                case RST -> raw.reset();
                case FIN_INSIDE_A_FRAME -> raw.send("01 00 000000").close();
                case RST_INSIDE_A_FRAME -> raw.send("01 00 00000005 00").reset();
            }
        }
    }

    private static void expectLost(List<CompletableFuture<LuaValues>> calls, int sent) {
        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i))
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withCauseInstanceOf(RpcConnectionException.class)
                    .havingCause()
                    .withMessageContaining(i < sent ? "outcome unknown" : "not sent");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPendingCallEnds(Death death) {
        try (var listener = RawPeer.listen();
                var client = RpcPeer.newClient(listener.address(), options().build());
                var raw = listener.accept()) {
            var calls = new ArrayList<CompletableFuture<LuaValues>>();
            for (int i = 0; i < 300; i++) {
                calls.add(client.callAsync("p", i));
            }
            for (int i = 0; i < 256; i++) {
                raw.readCall();
            }
            death.comeTo(raw);

            expectLost(calls, 256);
            assertThat(client.closed().join()).isNotEmpty();
            assertThat(client.isConnected()).isFalse();
            await().until(() -> events.ended.size() == 300);
            assertThat(events.disconnected).hasSize(1);
            assertThat(client.callAsync("p")).isCompletedExceptionally();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerForgetsThePeerAndGoesOn(Death death) {
        var release = new CountDownLatch(1);
        var procedures = new Procedures()
                .addNonBlocking("echo", call -> call.args())
                .add("block", call -> {
                    release.await();
                    return "nobody hears";
                });
        try (var server = RpcPeer.newServerOnly(
                "localhost", 0, options().procedures(procedures).build())) {
            var raw = RawPeer.connect(server.address());
            raw.call(0, "block").call(1, "echo");
            raw.expect(1, 0);
            var peer = server.peers().get(0);
            var call = peer.callAsync("p");
            raw.readCall();
            death.comeTo(raw);

            expectLost(List.of(call), 1);
            await().until(() -> server.peers().isEmpty());
            release.countDown();
            try (var another = RawPeer.connect(server.address())) {
                another.expectAlive();
            }
            await().untilAsserted(() -> assertThat(events.served)
                    .anySatisfy(served -> assertThat(served.procedure()).isEqualTo("block")));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPeerThatIsKilledEndsItsCalls(boolean weAreTheServer) throws Exception {
        if (weAreTheServer) {
            try (var server = RpcPeer.newServerOnly("127.0.0.1", 0, options().build())) {
                var port = Integer.parseInt(server.address().toString().replaceAll(".*:", ""));
                try (var lua = Processes.lua("lua5.4", "fixture.lua", "--connect", "127.0.0.1", port)) {
                    lua.line();
                    await().until(() -> server.peers().size() == 1);
                    killInTheMiddle(server.peers().get(0), lua);
                    await().until(() -> server.peers().isEmpty());
                }
            }
        } else {
            try (var lua = Processes.lua("lua5.4", "fixture.lua", "127.0.0.1", 0)) {
                int port = Integer.parseInt(lua.line().replace("listening ", ""));
                try (var client = RpcPeer.newClient("127.0.0.1", port, options().build())) {
                    killInTheMiddle(client, lua);
                }
            }
        }
    }

    private static void killInTheMiddle(RpcPeer peer, Processes.Running lua) {
        var calls = new ArrayList<CompletableFuture<LuaValues>>();
        for (int i = 0; i < 20; i++) {
            calls.add(peer.callAsync("slow", 60));
        }
        // Answered while the others wait: they have all arrived.
        assertThat(peer.call("add", 1, 2).asLong()).isEqualTo(3);
        lua.kill();
        expectLost(calls, 20);
        assertThat(peer.closed().join()).isNotEmpty();
    }

    @Test
    void theOutcomeTellsWhetherACallMayHaveRun() {
        try (var listener = RawPeer.listen();
                var client = RpcPeer.newClient(listener.address(), options().build());
                var raw = listener.accept()) {
            var sent = client.callAsync("sent");
            raw.readCall();
            Death.FIN.comeTo(raw);
            var failure = (RpcConnectionException)
                    sent.handle((results, thrown) -> thrown).join();
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure.procedure()).isEqualTo("sent");
            assertThat(failure.peer()).isEqualTo(client.peer());
        }
    }
}
