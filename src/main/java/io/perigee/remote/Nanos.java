package io.perigee.remote;

import java.time.Duration;

/** Durations as the clock counts them. */
public final class Nanos {
    /** Half of what the clock can tell apart, so that a deadline never wraps round to the past. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    private Nanos() {}

    /** In nanoseconds; what is too long to count becomes some 146 years. */
    public static long of(Duration duration) {
        return duration.compareTo(LONGEST) >= 0 ? LONGEST.toNanos() : duration.toNanos();
    }
}
