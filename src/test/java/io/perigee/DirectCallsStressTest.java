package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.perigee.procedure.Procedures;
import io.perigee.remote.Caller;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.transport.Address;
import io.perigee.value.LuaValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that wait and calls that do not, from many threads, at both ends of one connection. */
class DirectCallsStressTest {
    private static final int THREADS = 6;
    private static final int ROUNDS = 1_000;

    private final ExecutorService threads = java.util.concurrent.Executors.newCachedThreadPool();

    @TempDir
    private Path folder;

    enum Kind {
        TCP,
        UNIX,
        TLS
    }

    @AfterEach
    void end() throws Exception {
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    private static Procedures procedures(int[] last) {
        return new Procedures()
                .add("echo", call -> call.args())
                .addNonBlocking("double", call -> 2 * call.arg(0).asLong())
                // The calls of one thread come in the order in which it made them.
                .addNonBlocking("next", call -> {
                    int thread = call.arg(0).asInt();
                    int number = call.arg(1).asInt();
                    if (number != last[thread] + 1) {
                        throw new IllegalStateException(number + " after " + last[thread]);
                    }
                    last[thread] = number;
                    return number;
                })
                .add(
                        "back",
                        call -> call.caller()
                                        .call("double", call.arg(0).asLong())
                                        .asLong()
                                + 1);
    }

    private static RpcOptions.Builder options() {
        return RpcOptions.builder().procedures(procedures(new int[THREADS])).timeout(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @EnumSource
    void everyCallGetsItsOwnResultAndKeepsItsPlace(Kind kind) throws Exception {
        var address = kind == Kind.UNIX ? Address.ofUnix(folder.resolve("s")) : Address.of("localhost", 0);
        var forServer = options();
        var forClient = options();
        if (kind == Kind.TLS) {
            var identity = new CertificateBuilder()
                    .subject("CN=localhost")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            forServer.tls(SslContextBuilder.forServer(identity.getKeyPair().getPrivate(), identity.getCertificatePath())
                    .build());
            forClient.tls(SslContextBuilder.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .build());
        }
        try (var server = RpcPeer.newServerOnly(address, forServer.build());
                var client = RpcPeer.newClient(server.address(), forClient.build())) {
            client.call("echo");
            var ends = List.<Caller>of(client, server.peers().get(0));
            var done = new ArrayList<Future<?>>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                for (Caller end : ends) {
                    done.add(threads.submit(() -> {
                        hammer(end, thread);
                        return null;
                    }));
                }
            }
            for (Future<?> each : done) {
                each.get(120, TimeUnit.SECONDS);
            }
        }
    }

    private static void hammer(Caller peer, int thread) throws Exception {
        var random = new Random(thread);
        var open = new ArrayList<CompletableFuture<LuaValues>>();
        int next = 0;
        for (int i = 1; i <= ROUNDS; i++) {
            int number = 100_000 * thread + i;
            switch (random.nextInt(8)) {
                case 0 ->
                    assertThat(peer.call("echo", number, "x".repeat(i)))
                            .isEqualTo(LuaValues.from(number, "x".repeat(i)));
                case 1 -> assertThat(peer.call("double", number).asLong()).isEqualTo(2L * number);
                case 2 -> assertThat(peer.call("back", number).asLong()).isEqualTo(2L * number + 1);
                case 3, 4 -> open.add(peer.callAsync("next", thread, ++next));
                default -> assertThat(peer.call("next", thread, ++next).asInt()).isEqualTo(next);
            }
        }
        for (CompletableFuture<LuaValues> call : open) {
            call.get(60, TimeUnit.SECONDS);
        }
    }

    /** Two at a time, so that the numbers of closed sockets go to others at once. */
    @Test
    void whicheverMomentTheConnectionEndsEveryCallEndsAndTellsTheTruth() throws Exception {
        var first = threads.submit(() -> endAtRandom(1));
        var second = threads.submit(() -> endAtRandom(2));
        first.get(120, TimeUnit.SECONDS);
        second.get(120, TimeUnit.SECONDS);
    }

    private Void endAtRandom(int seed) throws Exception {
        var random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            var runs = new ConcurrentHashMap<Integer, Integer>();
            var options = RpcOptions.builder()
                    .procedures(new Procedures()
                            .addNonBlocking(
                                    "run", call -> runs.merge(call.arg(0).asInt(), 1, Integer::sum)))
                    .build();
            try (var server = RpcPeer.newServerOnly("localhost", 0, options);
                    var client = RpcPeer.newClient(server.address())) {
                var numbers = new AtomicInteger();
                var callers = new ArrayList<Future<?>>();
                for (int i = 0; i < 3; i++) {
                    boolean waits = i < 2;
                    callers.add(threads.submit(() -> callUntilTheEnd(client, waits, numbers, runs)));
                }
                int enough = 10 + random.nextInt(300);
                await().pollInterval(Duration.ofMillis(1)).until(() -> numbers.get() > enough);
                Runnable end =
                        random.nextBoolean() ? client::close : server.peers().get(0)::close;
                end.run();
                for (Future<?> caller : callers) {
                    caller.get(60, TimeUnit.SECONDS);
                }
            }
        }
        return null;
    }

    private static Void callUntilTheEnd(RpcPeer peer, boolean waits, AtomicInteger numbers, Map<Integer, Integer> runs)
            throws Exception {
        while (true) {
            int number = numbers.incrementAndGet();
            try {
                var result = waits ? peer.call("run", number) : get(peer.callAsync("run", number));
                assertThat(result.asInt()).isEqualTo(1);
            } catch (RpcConnectionException e) {
                if (e.outcome() == Outcome.NOT_SENT) {
                    assertThat(runs).as("what was run").doesNotContainKey(number);
                    return null;
                }
                assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
                assertThat(runs.getOrDefault(number, 0)).isLessThanOrEqualTo(1);
            }
        }
    }

    private static LuaValues get(CompletableFuture<LuaValues> call) throws Exception {
        try {
            return call.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RpcConnectionException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
