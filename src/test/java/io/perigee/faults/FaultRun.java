package io.perigee.faults;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.chaos.ChaosObserver;
import io.perigee.chaos.ChaosProxy;
import io.perigee.chaos.Direction;
import io.perigee.chaos.Fault;
import io.perigee.chaos.FaultPlan;
import io.perigee.transport.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Clients of this process, a server of another one, and a proxy between them that injects faults, until there were so
 * many. In rounds: at the end of each all must be quiet, and the books of both sides are compared.
 */
final class FaultRun implements AutoCloseable {
    private static final int CONNECTIONS_A_ROUND = 1_000;

    /** More than cores: most conversations wait. */
    private static final int AT_ONCE = 32;

    private final Map<Fault.Kind, AtomicLong> faults = new ConcurrentHashMap<>();
    private final CountedReasons reasons = new CountedReasons();
    private final Ledger ledger = new Ledger();
    private final NonceProcedures procedures = new NonceProcedures(ledger);
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    private final ServerProcess server =
            new ServerProcess(Duration.ofMillis(150), Duration.ofMillis(250), Duration.ofMillis(500));
    private final ChaosProxy proxy;
    private final RpcOptions options;
    private final FaultReport report;

    private long conversations;

    /** Those of the last round, which are judged when what ran late for them has been written down. */
    private @Nullable Ledger oursBefore;

    private @Nullable Ledger theirsBefore;

    /** Faults of every kind from a seed. */
    static FaultRun ofFaults(long seed) throws IOException, InterruptedException {
        return new FaultRun(new DrawnFaults(seed), new FaultReport(seed, false));
    }

    /** Flipped bits from a seed. */
    static FaultRun ofFlips(long seed) throws IOException, InterruptedException {
        return new FaultRun(new DrawnFlips(seed), new FaultReport(seed, true));
    }

    private FaultRun(FaultPlan plan, FaultReport report) throws IOException, InterruptedException {
        this.report = report;
        proxy = ChaosProxy.listen(
                Address.of("127.0.0.1", 0), Address.of("127.0.0.1", server.port()), plan, new ChaosObserver() {
                    @Override
                    public void onFault(long connection, Direction direction, Fault fault) {
                        faults.computeIfAbsent(fault.kind(), kind -> new AtomicLong())
                                .incrementAndGet();
                    }
                });
        options = RpcOptions.builder()
                .procedures(procedures.procedures())
                .timeout(Duration.ofMillis(100))
                .frameTimeout(Duration.ofMillis(500))
                .listener(reasons)
                .build();
    }

    /** Goes on until so many faults have been injected, or something did not end. */
    FaultReport run(long atLeast) throws Exception {
        report.begin();
        while (injected() < atLeast && report.hung() == 0) {
            round();
            report.injected(faults, conversations);
        }
        settle();
        judge(new Ledger(), new Ledger());
        report.injected(faults, conversations);
        reasons.take().forEach(report.reasons()::add);
        return report;
    }

    private long injected() {
        return faults.values().stream().mapToLong(AtomicLong::get).sum();
    }

    private void round() throws InterruptedException, ExecutionException {
        var holding = new ArrayList<Future<?>>();
        var hung = new AtomicInteger();
        for (int i = 0; i < CONNECTIONS_A_ROUND; i++) {
            var conversation = new Conversation(conversations++, ledger);
            holding.add(threads.submit(() -> {
                // Where something hangs the rest would take its time and tell nothing new.
                if (hung.get() == 0 && !conversation.hold(proxy.address(), options)) {
                    hung.incrementAndGet();
                }
                return null;
            }));
        }
        for (Future<?> one : holding) {
            one.get();
        }
        report.addHung(hung.get());
        settle();
    }

    /** Waits until all is quiet, and compares the books of the round before. */
    private void settle() throws InterruptedException {
        boolean quiet = FaultyServer.holdsInTime(
                () -> proxy.connections() == 0 && procedures.running() == 0 && !ledger.hasOpenCalls());
        // The server has accepted whoever came before.
        try (var last = RpcPeer.newClient("127.0.0.1", server.port(), options)) {
            last.call("echo", -1);
        }
        ServerProcess.Settled theirs = server.settle();
        if (!quiet || !theirs.isQuiet()) {
            report.addHung(1);
        }
        for (String line : server.reasons()) {
            String[] words = line.split(" ", 2);
            report.reasons().add(words[1], Integer.parseInt(words[0]));
        }
        judge(ledger.take(), theirs.ledger());
    }

    private void judge(Ledger ours, Ledger theirs) {
        if (oursBefore != null && theirsBefore != null) {
            oursBefore.addLate(ours, theirsBefore);
            theirsBefore.addLate(theirs, oursBefore);
            report.add(oursBefore, theirsBefore);
        }
        oursBefore = ours;
        theirsBefore = theirs;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        proxy.close();
        server.close();
    }
}
