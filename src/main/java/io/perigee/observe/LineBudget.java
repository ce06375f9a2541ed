package io.perigee.observe;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many lines a second may have; the others are counted. Thread-safe. */
final class LineBudget {
    private final int linesASecond;
    private final LongSupplier nanoClock;
    private long secondBeganNanos;
    private int taken;
    private long leftOut;

    LineBudget(int linesASecond, LongSupplier nanoClock) {
        this.linesASecond = linesASecond;
        this.nanoClock = nanoClock;
        secondBeganNanos = nanoClock.getAsLong();
    }

    /** True if a line may be written now. */
    synchronized boolean take() {
        long now = nanoClock.getAsLong();
        if (now - secondBeganNanos >= TimeUnit.SECONDS.toNanos(1)) {
            secondBeganNanos = now;
            taken = 0;
        }
        if (taken == linesASecond) {
            leftOut++;
            return false;
        }
        taken++;
        return true;
    }

    /** How many were left out since this was asked last. */
    synchronized long leftOut() {
        long count = leftOut;
        leftOut = 0;
        return count;
    }
}
