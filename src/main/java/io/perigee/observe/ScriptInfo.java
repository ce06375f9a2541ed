package io.perigee.observe;

import org.jspecify.annotations.Nullable;

/**
 * One script that ended, or was refused.
 *
 * @param peer the address of the peer that it came from, or the name of the host whose own it is
 * @param hash of its text: the first twelve digits of its SHA-256; {@code none} where there was no text
 * @param durationNanos from its beginning until its end, in nanoseconds; what it waited for the host is in it
 * @param instructions of the virtual machine that it took, coarsely; 0 where they are not counted
 * @param error what went wrong, in one line; null if nothing did
 */
public record ScriptInfo(
        String peer,
        String hash,
        long durationNanos,
        long instructions,
        @Nullable String error) {}
