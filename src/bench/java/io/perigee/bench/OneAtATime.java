package io.perigee.bench;

import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/** Calls of one thread that waits for each. */
public final class OneAtATime {
    private OneAtATime() {}

    /**
     * @param title what is called, for the message if it fails
     * @param call makes a call, with a number that is another each time, and tells whether the answer is right
     */
    public static double callsPerSecond(String title, IntPredicate call, long millis) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        long start = System.nanoTime();
        long elapsed = 0;
        int calls = 0;
        while (elapsed < nanos) {
            if (!call.test(calls)) {
                throw Failures.fatal(title, null);
            }
            calls++;
            elapsed = System.nanoTime() - start;
        }
        return calls * 1e9 / elapsed;
    }
}
