package io.perigee.bench;

import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** So many calls at once: the answer to a call makes the next one. For one measurement. */
public final class InFlight {

    /** Whether these are the results of the call with this number. */
    @FunctionalInterface
    public interface Check {
        boolean isAnswer(LuaValues results, int n);
    }

    private final String title;
    private final IntFunction<CompletableFuture<LuaValues>> call;
    private final Check check;
    private final int calls;
    private final AtomicLong answered = new AtomicLong();
    private final CountDownLatch open;
    private volatile boolean stopped;

    /**
     * @param title what is called, for the message if it fails
     * @param call makes a call, with a number that is another each time
     */
    public InFlight(String title, IntFunction<CompletableFuture<LuaValues>> call, Check check, int calls) {
        this.title = title;
        this.call = call;
        this.check = check;
        this.calls = calls;
        open = new CountDownLatch(calls);
    }

    /** Returns when every call was answered. */
    public double callsPerSecond(long warmUpMillis, long measureMillis) throws InterruptedException {
        for (int i = 0; i < calls; i++) {
            next(i);
        }
        TimeUnit.MILLISECONDS.sleep(warmUpMillis);
        long before = answered.get();
        long start = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(measureMillis);
        long elapsed = System.nanoTime() - start;
        double rate = (answered.get() - before) * 1e9 / elapsed;
        stopped = true;
        open.await();
        return rate;
    }

    private void next(int n) {
        call.apply(n).whenComplete((results, failure) -> ended(n, results, failure));
    }

    private void ended(int n, LuaValues results, @Nullable Throwable failure) {
        if (failure != null || !check.isAnswer(results, n)) {
            throw Failures.fatal(title, failure);
        }
        answered.incrementAndGet();
        if (stopped) {
            open.countDown();
        } else {
            next(n + 1);
        }
    }
}
