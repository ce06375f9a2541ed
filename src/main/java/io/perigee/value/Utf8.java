package io.perigee.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks through bytes for what is no UTF-8; makes nothing while it does. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    /** By length, from 2 on: the least code point that needs so many bytes. */
    private static final int[] LEAST = {0x80, 0x800, 0x1_0000};

    private Utf8() {}

    /** The offset of the first sequence that is not UTF-8, or -1. */
    static int invalidAt(byte[] bytes) {
        int at = 0;
        while ((at = beyondAscii(bytes, at)) < bytes.length) {
            int length = sequence(bytes, at);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return -1;
    }

    private static int beyondAscii(byte[] bytes, int from) {
        int at = from;
        while (bytes.length - at >= Long.BYTES && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
            at += Long.BYTES;
        }
        while (at < bytes.length && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** The length of the sequence that begins here, which is not ASCII; 0 if it is none. */
    static int sequence(byte[] bytes, int at) {
        // The number of the leading ones is the length.
        int length = Integer.numberOfLeadingZeros(~(bytes[at] << 24));
        if (length < 2 || length > 4 || bytes.length - at < length) {
            return 0;
        }
        int codePoint = bytes[at] & (0x7f >> length);
        for (int i = 1; i < length; i++) {
            byte following = bytes[at + i];
            if ((following & 0xc0) != 0x80) {
                return 0;
            }
            codePoint = codePoint << 6 | (following & 0x3f);
        }
        boolean isShortest = codePoint >= LEAST[length - 2];
        boolean isSurrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return isShortest && !isSurrogate && codePoint <= Character.MAX_CODE_POINT ? length : 0;
    }
}
