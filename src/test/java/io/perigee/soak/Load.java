package io.perigee.soak;

import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Makes calls of all kinds to peers that it is given, and judges how each ended. Each of its threads goes from round to
 * round: many calls at once, some of them one after the other, then a wait until all have ended.
 */
final class Load {
    private static final int THREADS = 3;
    private static final int AT_ONCE = 64;
    private static final int WAITED_FOR = 8;

    /** More than there are numbers, so that calls wait for one; by one thread at a time. */
    private static final int BURST = 400;

    private static final int ONE_BURST_OF = 8;

    /** What a round may take beyond the time-out of a call, which is to end it. */
    private static final long HANGS_SECONDS = 60;

    static final String WRAPS = "wraps";

    private final Supplier<List<Target>> targets;
    private final Tally tally;
    private final AtomicLong nonces;
    private final long hangsSeconds;
    private final int rate;

    /** Whoever makes calls has one; whoever takes all of them has them paused. */
    private final Semaphore permits = new Semaphore(0, true);

    private final Semaphore bursts = new Semaphore(1);

    /** @param firstNonce those of other processes must be others */
    Load(Supplier<List<Target>> targets, Tally tally, EndPlan plan, long seed, long firstNonce) {
        this.targets = targets;
        this.tally = tally;
        this.rate = plan.rate();
        this.hangsSeconds = plan.timeout().toSeconds() + HANGS_SECONDS;
        this.nonces = new AtomicLong(firstNonce);
        for (int i = 0; i < THREADS; i++) {
            var random = new Random(plan.seed() + seed + i);
            var thread = new Thread(() -> run(random), "soak-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    void resume() {
        permits.release(THREADS);
    }

    /** Returns when all calls have ended. */
    void pause() {
        permits.acquireUninterruptibly(THREADS);
    }

    /** Does something between two rounds of one thread, and never while paused. */
    void whileRunning(Runnable something) {
        permits.acquireUninterruptibly();
        try {
            something.run();
        } finally {
            permits.release();
        }
    }

    private void run(Random random) {
        while (true) {
            long start = System.nanoTime();
            permits.acquireUninterruptibly();
            long calls;
            try {
                calls = round(random);
            } finally {
                permits.release();
            }
            long due = start + nanosFor(calls);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    /** What as many calls of one thread take at the least; a moment if there was nobody to call. */
    private long nanosFor(long calls) {
        if (calls == 0) {
            return TimeUnit.MILLISECONDS.toNanos(1);
        }
        return rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) * THREADS * calls / rate;
    }

    /** Gives how many calls it made. */
    private int round(Random random) {
        var peers = targets.get();
        return peers.isEmpty() ? 0 : round(peers.get(random.nextInt(peers.size())), random);
    }

    private int round(Target target, Random random) {
        boolean isBurst = random.nextInt(ONE_BURST_OF) == 0 && bursts.tryAcquire();
        int count = isBurst ? BURST : AT_ONCE;
        try {
            var open = new ArrayList<CompletableFuture<?>>(count);
            for (int i = 0; i < count; i++) {
                open.add(start(next(target, random)));
            }
            for (int i = 0; i < WAITED_FOR; i++) {
                Exchange exchange = next(target, random);
                if (exchange.mayWait()) {
                    makeAndWait(exchange);
                } else {
                    open.add(start(exchange));
                }
            }
            CompletableFuture.allOf(open.toArray(CompletableFuture<?>[]::new)).get(hangsSeconds, TimeUnit.SECONDS);
            tally.count(isBurst ? "bursts" : "rounds");
        } catch (TimeoutException e) {
            tally.fail("calls to " + target.peer.peer() + " that have not ended after " + hangsSeconds + " s");
        } catch (Exception e) {
            tally.fail("a round with " + target.peer.peer() + ": " + e);
        } finally {
            if (isBurst) {
                bursts.release();
            }
        }
        return count + WAITED_FOR;
    }

    private Exchange next(Target target, Random random) {
        Kind kind = Kind.draw(random);
        tally.count(kind);
        if (target.wraps()) {
            tally.count(WRAPS);
        }
        return new Exchange(kind, target, nonces.incrementAndGet(), random);
    }

    private CompletableFuture<?> start(Exchange exchange) {
        return exchange.callAsync().handle((results, failure) -> {
            ended(exchange, results, failure);
            return null;
        });
    }

    private void makeAndWait(Exchange exchange) {
        LuaValues results;
        try {
            results = exchange.call();
        } catch (RuntimeException e) {
            ended(exchange, null, e);
            return;
        }
        ended(exchange, results, null);
    }

    private void ended(Exchange exchange, LuaValues results, Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        Verdict verdict;
        try {
            verdict = cause == null ? judge(exchange, results) : judge(exchange, cause);
        } catch (RuntimeException e) {
            verdict = Verdict.WRONG;
        }
        tally.count(verdict);
        if (verdict == Verdict.WRONG) {
            if (cause instanceof RpcTimeoutException) {
                tally.count(Tally.UNANSWERED);
            }
            tally.fail(exchange + ": " + (cause == null ? brief(results) : cause.toString()));
        }
    }

    private static Verdict judge(Exchange exchange, LuaValues results) {
        if (!exchange.isRight(results)) {
            return Verdict.WRONG;
        }
        return exchange.kind == Kind.LATE ? Verdict.IN_TIME : Verdict.RIGHT;
    }

    private static Verdict judge(Exchange exchange, Throwable failure) {
        if (failure instanceof RemoteErrorException error && exchange.isRight(error)) {
            return Verdict.RIGHT;
        }
        if (failure instanceof RpcTimeoutException && exchange.kind == Kind.LATE) {
            return Verdict.TIMED_OUT;
        }
        if (failure instanceof CancellationException && exchange.kind == Kind.CANCELLED) {
            return Verdict.GIVEN_UP;
        }
        boolean isCut = exchange.target.isCut;
        if (isCut && failure instanceof RpcConnectionException lost) {
            exchange.target.connectionEnded();
            return lost.outcome() == Outcome.NOT_SENT ? Verdict.CUT_UNSENT : Verdict.CUT_SENT;
        }
        // What the procedure called in its turn went with the connection that brought the call.
        return isCut && failure instanceof RemoteErrorException && exchange.kind == Kind.NESTED
                ? Verdict.CUT_SENT
                : Verdict.WRONG;
    }

    private static String brief(LuaValues results) {
        String text = results.toString();
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }
}
