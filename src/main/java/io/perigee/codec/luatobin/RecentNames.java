package io.perigee.codec.luatobin;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** The bytes of the names written last: a program calls few procedures, again and again. */
final class RecentNames {
    private static final int CAPACITY = 16;

    /** Longer ones are not kept. */
    private static final int LONGEST = 256;

    private final @Nullable String[] names = new @Nullable String[CAPACITY];
    private final byte[][] bytes = new byte[CAPACITY][];

    /** The name as UTF-8; unpaired surrogates become {@code ?}. */
    byte[] bytes(String name) {
        int slot = name.hashCode() & CAPACITY - 1;
        if (name.equals(names[slot])) {
            return bytes[slot];
        }
        byte[] encoded = name.getBytes(UTF_8);
        if (encoded.length <= LONGEST) {
            names[slot] = name;
            bytes[slot] = encoded;
        }
        return encoded;
    }
}
