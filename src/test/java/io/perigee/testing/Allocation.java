package io.perigee.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Holds what decoders allocate against what they were given. */
public final class Allocation {
    /** Bytes of the heap for each byte that came in. */
    private static final int FACTOR = 8;

    /** Classes are loaded and call sites linked once; what is allocated each time is what counts. */
    private static final int ATTEMPTS = 3;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /**
     * Runs a decoder, which must do the same each time.
     *
     * @param constant what it may allocate for no bytes
     * @throws AssertionError if it allocates more than that and eight bytes for each byte
     */
    public static void check(int bytes, long constant, Runnable decoder) {
        long most = FACTOR * (long) bytes + constant;
        long allocated = 0;
        for (int i = 0; i < ATTEMPTS; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            decoder.run();
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (allocated <= most) {
                return;
            }
        }
        throw new AssertionError("allocated: " + allocated + " bytes for " + bytes + " (expected: <= " + most + ")");
    }
}
