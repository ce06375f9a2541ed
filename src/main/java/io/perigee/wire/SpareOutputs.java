package io.perigee.wire;

import io.netty.util.concurrent.FastThreadLocal;
import io.perigee.codec.ByteOutput;
import java.util.ArrayDeque;

/**
 * Outputs that nobody on this thread needs at the moment: connections hold one only while they read or write, so that an
 * event loop needs two of them rather than each of its connections.
 */
public final class SpareOutputs {
    /** What one read of a socket brings at most, and one write should not exceed by much. */
    public static final int CAPACITY = 1 << 16;

    private static final int LARGEST_KEPT = 2 * CAPACITY;
    private static final int MOST_KEPT = 4;

    private static final FastThreadLocal<ArrayDeque<ByteOutput>> SPARES = new FastThreadLocal<>() {
        @Override
        protected ArrayDeque<ByteOutput> initialValue() {
            return new ArrayDeque<>(MOST_KEPT);
        }
    };

    private SpareOutputs() {}

    /** An empty output of at least {@link #CAPACITY} bytes. */
    public static ByteOutput take() {
        ByteOutput spare = SPARES.get().pollLast();
        return spare == null ? new ByteOutput(CAPACITY) : spare;
    }

    /** Gives one back on the thread that took it; one that has grown too large, or was never a spare, is forgotten. */
    public static void giveBack(ByteOutput output) {
        if (output.capacity() < CAPACITY || output.capacity() > LARGEST_KEPT) {
            return;
        }
        ArrayDeque<ByteOutput> spares = SPARES.get();
        if (spares.size() < MOST_KEPT) {
            output.truncate(0);
            spares.addLast(output);
        }
    }
}
