package io.perigee.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/** Hashes that a peer cannot aim at: keyed anew in every JVM. */
final class Hashing {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long KEY = ThreadLocalRandom.current().nextLong() | 1;
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

    private static long step(long hash, long word) {
        long h = (hash ^ word) * KEY;
        return h ^ (h >>> 32);
    }
}
