package io.perigee;

import io.perigee.remote.Nanos;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How a client comes back after its connection was lost: with delays that double from {@code first} up to {@code
 * longest}, each shortened by a random part of up to a half, so that many clients do not come back at once.
 *
 * <p>Calls are never repeated: those that were open fail, and those made while there is no connection fail as not sent.
 */
public record Reconnect(Duration first, Duration longest) {

    /** From 100 milliseconds up to 30 seconds. */
    public static final Reconnect DEFAULT = new Reconnect(Duration.ofMillis(100), Duration.ofSeconds(30));

    public Reconnect {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(longest, "longest");
        if (first.isNegative() || first.isZero() || first.compareTo(longest) > 0) {
            throw new IllegalArgumentException("first: " + first + " (expected: > 0 and <= " + longest + ")");
        }
    }

    /** The delay in milliseconds before an attempt, of which {@code failures} have gone before in vain. */
    long delayMillis(int failures) {
        double doubled = Math.scalb((double) Nanos.of(first), failures);
        long nanos = (long) Math.min((double) Nanos.of(longest), doubled);
        long delay = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
        return delay - ThreadLocalRandom.current().nextLong(delay / 2 + 1);
    }
}
