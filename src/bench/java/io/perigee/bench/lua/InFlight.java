package io.perigee.bench.lua;

import io.perigee.bench.Failures;
import io.perigee.value.LuaValues;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** So many calls at once: the answer to a call makes the next one, until {@link #stop}. */
final class InFlight {
    private final Operation operation;
    private final RemoteCall call;
    private final int calls;
    private final AtomicLong answered = new AtomicLong();
    private final CountDownLatch open;
    private volatile boolean stopped;

    InFlight(Operation operation, RemoteCall call, int calls) {
        this.operation = operation;
        this.call = call;
        this.calls = calls;
        open = new CountDownLatch(calls);
    }

    void start() {
        for (int i = 0; i < calls; i++) {
            next(i);
        }
    }

    long answered() {
        return answered.get();
    }

    /** Returns when every call was answered. */
    void stop() throws InterruptedException {
        stopped = true;
        open.await();
    }

    private void next(int n) {
        call.async().apply(n).whenComplete((results, failure) -> ended(n, results, failure));
    }

    private void ended(int n, LuaValues results, @Nullable Throwable failure) {
        if (failure != null || !operation.isAnswer(results, n)) {
            throw Failures.fatal(operation.title, failure);
        }
        answered.incrementAndGet();
        if (stopped) {
            open.countDown();
        } else {
            next(n + 1);
        }
    }
}
