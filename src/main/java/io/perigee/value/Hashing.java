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
    private static final long KEY = ThreadLocalRandom.current().nextLong() | 1;
    private static final long MULTIPLIER = ThreadLocalRandom.current().nextLong() | 1;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Hashing() {}

    static int mix(long bits) {
        long h = (bits ^ KEY) * GOLDEN;
        h = (h ^ (h >>> 29)) * KEY;
        return (int) (h >>> 32);
    }

    /** Eight bytes a step: names of procedures are hashed once for every call that comes in. */
    static int bytes(byte[] bytes, int offset, int length) {
        long h = KEY ^ length;
        int i = offset;
        int end = offset + length;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            h = step(h, (long) LONGS.get(bytes, i));
        }
        long tail = 0;
        for (; i < end; i++) {
            tail = tail << 8 | (bytes[i] & 0xff);
        }
        return mix(step(h, tail));
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
