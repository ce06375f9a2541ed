package io.perigee.isolation;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Keeps the deadlines, on a thread that nobody else can hold up; a daemon. */
final class Clock {
    private static final ScheduledThreadPoolExecutor EXECUTOR = create();

    private Clock() {}

    private static ScheduledThreadPoolExecutor create() {
        var executor = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "perigee-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    static void schedule(Runnable task, long delayNanos) {
        EXECUTOR.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }
}
