package io.perigee.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hashes that a peer cannot aim at: keyed anew in every JVM.
 *
 * <p>A plain product with a secret key would not do, since the difference of two products in the highest bit alone does
 * not depend on the key, and a later word can take it back. Both halves of the product together depend on all of it.
 */
final class Hashing {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final long KEY = ThreadLocalRandom.current().nextLong() | 1;
    private static final long MULTIPLIER = ThreadLocalRandom.current().nextLong() | 1;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Hashing() {}

    static int mix(long bits) {
        long h = (bits ^ KEY) * GOLDEN;
        h = (h ^ (h >>> 29)) * KEY;
        return (int) (h >>> 32);
    }

    /**
     * Eight bytes a step: names of procedures are hashed once for every call that comes in. The last step takes some bytes
     * again rather than one after the other; strings of one length still differ in what is taken if they differ at all.
     */
    static int bytes(byte[] bytes, int offset, int length) {
        long h = KEY ^ length;
        int end = offset + length;
        for (int i = offset; i < end - Long.BYTES; i += Long.BYTES) {
            h = step(h, (long) LONGS.get(bytes, i));
        }
        return mix(step(h, last(bytes, offset, end)));
    }

    private static long last(byte[] bytes, int start, int end) {
        if (end - start >= Long.BYTES) {
            return (long) LONGS.get(bytes, end - Long.BYTES);
        }
        if (end - start >= Integer.BYTES) {
            return (long) (int) INTS.get(bytes, start) << 32
                    | ((int) INTS.get(bytes, end - Integer.BYTES) & 0xffffffffL);
        }
        long last = 0;
        for (int i = start; i < end; i++) {
            last = last << 8 | (bytes[i] & 0xff);
        }
        return last;
    }

    /** The upper 64 bits of the unsigned product; {@link Math#multiplyHigh} takes its factors for signed. */
    private static long highHalf(long a, long b) {
        return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    }

    private static long step(long hash, long word) {
        long factor = hash ^ word;
        return factor * MULTIPLIER ^ highHalf(factor, MULTIPLIER);
    }
}
