package io.perigee.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.remote.Caller;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.testing.Processes;
import io.perigee.transport.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The process of a peer is killed, stopped and continued: its calls end, each once and as it should. */
@Timeout(120)
class KilledPeersTest {
    private static final int WAITING_THREADS = 16;
    private static final int PENDING = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Ledger ledger = new Ledger();
    private final ExecutorService threads = Executors.newFixedThreadPool(WAITING_THREADS);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static void signal(String name, Processes.Running process) throws Exception {
        var kill = new ProcessBuilder(
                        "kill", "-" + name, String.valueOf(process.process().pid()))
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void allPendingCallsFailWithinASecondOfAKill(Callee callee) throws Exception {
        try (var process = callee.start();
                var peer = RpcPeer.newClient(
                        Callee.address(process),
                        RpcOptions.builder().timeout(Duration.ZERO).build())) {
            killWhileCallsArePending(process, peer);
        }
    }

    @Test
    void soDoTheCallsOfAServerToItsClient() throws Exception {
        var options = RpcOptions.builder().timeout(Duration.ZERO).build();
        try (var server = RpcPeer.newServerOnly("127.0.0.1", 0, options);
                var process = Processes.script(
                        "lua5.1", Callee.SCRIPT, "--connect", "127.0.0.1", ((Address.Tcp) server.address()).port())) {
            await().until(() -> server.peers().size() == 1);
            killWhileCallsArePending(process, server.peers().get(0));
            await().until(() -> server.peers().isEmpty());
        }
    }

    private void killWhileCallsArePending(Processes.Running process, RpcPeer peer) throws Exception {
        var calls = new ArrayList<CompletableFuture<?>>();
        for (long nonce = 0; nonce < PENDING; nonce++) {
            calls.add(NonceProcedures.begin(peer, "sleep", nonce, ledger, 100_000));
        }
        for (int i = 0; i < WAITING_THREADS; i++) {
            long nonce = (long) PENDING + i;
            ledger.begun(nonce);
            calls.add(CompletableFuture.runAsync(() -> callAndWait(peer, nonce), threads));
        }
        // All are at it.
        await().until(() -> LongStream.range(0, calls.size())
                .allMatch(nonce -> peer.call("ran", nonce).asInt() == 1));

        long killedNanos = System.nanoTime();
        signal("KILL", process);
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);

        assertThat(Duration.ofNanos(System.nanoTime() - killedNanos)).isLessThan(Duration.ofSeconds(1));
        assertThat(ledger.calls).hasSize(calls.size());
        assertThat(ledger.calls.values()).containsOnly(List.of(End.LOST));
        assertThat(catchThrowableOfType(RpcConnectionException.class, () -> peer.call("echo", 0))
                        .outcome())
                .isEqualTo(Outcome.NOT_SENT);
    }

    private void callAndWait(Caller peer, long nonce) {
        try {
            ledger.ended(nonce, peer.call("sleep", nonce, 100_000), null);
        } catch (RpcConnectionException e) {
            ledger.ended(nonce, null, e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAStoppedPeerAnswersLateIsNobodyElses(Callee callee) throws Exception {
        try (var process = callee.start();
                var peer = RpcPeer.newClient(
                        Callee.address(process),
                        RpcOptions.builder().timeout(Duration.ofMillis(500)).build())) {
            var patient = peer.withTimeout(PATIENCE);
            assertThat(patient.call("echo", 0).asInt()).isZero();
            signal("STOP", process);
            var stopped = echoes(peer, 1_000, 300);
            CompletableFuture.allOf(stopped).get(20, TimeUnit.SECONDS);
            // There are 256 numbers, and those of calls that were sent stay taken.
            assertThat(Ledger.ends(ledger))
                    .containsOnly(java.util.Map.entry(End.TIMED_OUT, 256L), java.util.Map.entry(End.NOT_SENT, 44L));

            signal("CONT", process);
            CompletableFuture.allOf(echoes(patient, 2_000, 300)).get(60, TimeUnit.SECONDS);
            assertThat(Ledger.ends(ledger)).containsEntry(End.RESULT, 300L).doesNotContainKey(End.MISROUTED);
            ledger.calls.forEach(
                    (nonce, ends) -> assertThat(patient.call("ran", nonce).asInt())
                            .as("runs of %s, which ended as %s", nonce, ends)
                            .isEqualTo(ends.contains(End.NOT_SENT) ? 0 : 1));
            assertThat(peer.isConnected()).isTrue();
        }
    }

    private CompletableFuture<?>[] echoes(Caller peer, long first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(nonce -> NonceProcedures.begin(peer, "echo", nonce, ledger))
                .toArray(CompletableFuture[]::new);
    }

    @ParameterizedTest
    @EnumSource
    void keepAliveEndsTheCallsToAStoppedPeer(Callee callee) throws Exception {
        var options = RpcOptions.builder().timeout(Duration.ZERO);
        try (var process = callee.start()) {
            Address address = Callee.address(process);
            var inspector = RpcPeer.newClient(address, options.build());
            // A process that has just begun is slow.
            inspector.call("echo", 0);
            options.keepAlive(Duration.ofSeconds(1));
            try (inspector;
                    var peer = RpcPeer.newClient(address, options.build())) {
                var call = NonceProcedures.begin(peer, "sleep", 1, ledger, 100_000);
                await().until(() -> inspector.call("ran", 1).asInt() == 1);
                signal("STOP", process);
                assertThat(peer.closed().get(20, TimeUnit.SECONDS)).isEqualTo("keep-alive: no answer within 1000 ms");
                call.get(20, TimeUnit.SECONDS);
                assertThat(ledger.calls).containsEntry(1L, List.of(End.LOST));
            }
        }
    }
}
