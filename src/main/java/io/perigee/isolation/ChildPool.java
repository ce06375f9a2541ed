package io.perigee.isolation;

import io.perigee.lua.engine.Step.Cause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts processes ahead of need: of each kind that was asked for lately so many are kept, connected and with their engine
 * open, that the next who asks does not wait. Thread-safe.
 */
final class ChildPool {
    private static final Logger log = LoggerFactory.getLogger(ChildPool.class);
    private static final int MAX_KINDS = 4;
    private static final Duration REFILL_DELAY = Duration.ofMillis(200);

    /** Of each kind; the system property {@code perigee.isolation.warm} says another number. */
    private static final int KEPT = 1;

    /** Of all kinds, without those that are kept; the system property {@code perigee.isolation.most} says another. */
    private static final int MOST = 64;

    static final ChildPool SHARED = new ChildPool(
            Integer.getInteger("perigee.isolation.warm", KEPT), Integer.getInteger("perigee.isolation.most", MOST));

    private final int kept;
    private final int most;

    // Guarded by this; the kind that was asked for last comes last.
    private final Map<ChildKind, Deque<CompletableFuture<Child>>> warm = new LinkedHashMap<>(16, 0.75f, true);

    /** Those that were taken, or will be once they have started; guarded by this. */
    private final List<CompletableFuture<Child>> inUse = new ArrayList<>();

    /**
     * @param kept of each kind, ahead of need
     * @param most in use at a time
     */
    ChildPool(int kept, int most) {
        this.kept = kept;
        this.most = most;
    }

    /**
     * A process for whoever asks, alone; fails with an {@link IOException} if none can be started, or too many are in use.
     * Does not block.
     */
    CompletableFuture<Child> take(ChildKind kind) {
        CompletableFuture<Child> taken;
        synchronized (this) {
            inUse.removeIf(ChildPool::isUseless);
            if (inUse.size() >= most) {
                return CompletableFuture.failedFuture(
                        new IOException("processes: " + inUse.size() + " in use (expected: fewer)"));
            }
            Deque<CompletableFuture<Child>> ready = warm.computeIfAbsent(kind, unused -> new ArrayDeque<>());
            ready.removeIf(ChildPool::isUseless);
            taken = ready.poll();
            if (taken == null) {
                taken = start(kind);
            }
            inUse.add(taken);
        }
        // Later, for whoever asked has use for the processor now.
        Clock.schedule(() -> fillIfWanted(kind), REFILL_DELAY.toNanos());
        return taken;
    }

    private void fillIfWanted(ChildKind kind) {
        synchronized (this) {
            if (!warm.containsKey(kind)) {
                return;
            }
        }
        fill(kind);
    }

    /** Sees to it that so many are there or on their way. */
    void fill(ChildKind kind) {
        List<CompletableFuture<Child>> unwanted = new ArrayList<>();
        synchronized (this) {
            Deque<CompletableFuture<Child>> ready = warm.computeIfAbsent(kind, unused -> new ArrayDeque<>());
            while (ready.size() < kept) {
                ready.add(start(kind));
            }
            var kinds = warm.entrySet().iterator();
            while (warm.size() > MAX_KINDS) {
                unwanted.addAll(kinds.next().getValue());
                kinds.remove();
            }
        }
        unwanted.forEach(ChildPool::discard);
    }

    /** Ends those that nobody has taken. */
    void clear() {
        List<CompletableFuture<Child>> unwanted = new ArrayList<>();
        synchronized (this) {
            warm.values().forEach(unwanted::addAll);
            warm.clear();
        }
        unwanted.forEach(ChildPool::discard);
    }

    private static CompletableFuture<Child> warmUp(Child child) {
        return new Generation(child)
                .warmUp()
                .whenComplete((unused, failure) -> {
                    if (failure != null) {
                        child.end(
                                Cause.CLOSED,
                                "not warm: " + Exchange.unwrap(failure).getMessage());
                    }
                })
                .thenApply(unused -> child);
    }

    private static void discard(CompletableFuture<Child> child) {
        child.thenAccept(started -> started.end(Cause.CLOSED, "not needed"));
    }

    private static boolean isUseless(CompletableFuture<Child> child) {
        return child.isCompletedExceptionally()
                || (child.isDone() && child.join().isGone());
    }

    /** On a thread of its own: the system takes its time, and whoever asks may be an event loop. */
    private static CompletableFuture<Child> start(ChildKind kind) {
        var started = new CompletableFuture<Child>();
        var thread = new Thread(
                () -> {
                    try {
                        var process = ChildProcess.start(kind);
                        process.connection()
                                .thenCompose(connection -> warmUp(new Child(process, connection)))
                                .whenComplete((child, failure) -> {
                                    if (failure == null) {
                                        started.complete(child);
                                    } else {
                                        log.debug("process {}: {}", process.pid(), failure.getMessage());
                                        started.completeExceptionally(failure);
                                    }
                                });
                    } catch (Throwable t) {
                        started.completeExceptionally(t);
                    }
                },
                "perigee-start");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            // The system has no thread left; whoever asks is told, for nothing else would wake them.
            started.completeExceptionally(new IOException("thread: none (expected: one more)", e));
        }
        return started;
    }
}
