package io.perigee.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * The names written last, as the strings that they are on the wire: a program calls few procedures, again and again. For
 * one thread at a time.
 */
final class RecentNames {
    private static final int CAPACITY = 16;

    /** Longer ones are not kept. */
    private static final int LONGEST = 256;

    private static final @Nullable String[] NO_NAMES = {};
    private static final byte[][] NO_BYTES = {};
    private static final byte[] NO_NAME = {};

    private final BoundedWriter writer;

    // Empty until a name is written: whoever only answers never writes one.
    private @Nullable String[] names = NO_NAMES;
    private byte[][] encoded = NO_BYTES;

    private @Nullable String last;
    private byte[] lastEncoded = NO_NAME;

    /**
     * @param writer knows what a string is on the wire
     */
    RecentNames(BoundedWriter writer) {
        this.writer = writer;
    }

    /**
     * The name as a string of UTF-8, its head included; unpaired surrogates become {@code ?}.
     *
     * @return not to be changed
     */
    byte[] encoded(String name) {
        if (name.equals(last)) {
            return lastEncoded;
        }
        byte[] bytes = lookUp(name);
        if (bytes.length <= LONGEST) {
            last = name;
            lastEncoded = bytes;
        }
        return bytes;
    }

    private byte[] lookUp(String name) {
        if (names.length == 0) {
            names = new @Nullable String[CAPACITY];
            encoded = new byte[CAPACITY][];
        }
        int slot = name.hashCode() & CAPACITY - 1;
        if (name.equals(names[slot])) {
            return encoded[slot];
        }
        byte[] fresh = writer.encodeName(name.getBytes(UTF_8));
        if (fresh.length <= LONGEST) {
            names[slot] = name;
            encoded[slot] = fresh;
        }
        return fresh;
    }
}
