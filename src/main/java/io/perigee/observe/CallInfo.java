package io.perigee.observe;

import org.jspecify.annotations.Nullable;

/**
 * One call that ended.
 *
 * @param peer the address of the other end
 * @param durationNanos from the call until its end, in nanoseconds
 * @param error what went wrong, in one line; null if nothing did
 */
public record CallInfo(
        String peer,
        String procedure,
        long durationNanos,
        @Nullable String error) {}
