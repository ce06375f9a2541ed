package io.perigee.gateway.json;

/** Which byte of a message's length comes first: section 16.1 of {@code protocol-spec.md}. */
public enum LengthOrder {
    BIG_ENDIAN,
    LITTLE_ENDIAN,

    /** For servers: whichever makes the first length of a connection sane, and the smaller length if both do. */
    AUTO;

    /**
     * The order that is meant, once the first four bytes of a connection are there.
     *
     * @param prefix the four bytes, the first one highest
     * @param maxMessage the largest length that is sane
     */
    LengthOrder settle(int prefix, int maxMessage) {
        if (this != AUTO) {
            return this;
        }
        long big = BIG_ENDIAN.length(prefix);
        long little = LITTLE_ENDIAN.length(prefix);
        boolean isLittle = isSane(little, maxMessage) && (!isSane(big, maxMessage) || little < big);
        return isLittle ? LITTLE_ENDIAN : BIG_ENDIAN;
    }

    private static boolean isSane(long length, int maxMessage) {
        return length > 0 && length <= maxMessage;
    }

    /** The length that four bytes say, the first one highest in {@code prefix}. */
    long length(int prefix) {
        return Integer.toUnsignedLong(swapped(prefix));
    }

    /** The four bytes for a length, the first one highest. */
    int prefix(int length) {
        return swapped(length);
    }

    private int swapped(int value) {
        return this == LITTLE_ENDIAN ? Integer.reverseBytes(value) : value;
    }
}
