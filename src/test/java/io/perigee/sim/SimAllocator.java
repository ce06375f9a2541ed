package io.perigee.sim;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/** Counts the buffers that are not released, and has no memory for the one that it is told to. */
final class SimAllocator extends AbstractByteBufAllocator {
    static final String NO_MEMORY = "simulated";

    private final Faults faults;
    private int failing;
    private int used;

    SimAllocator(Faults faults) {
        this.faults = faults;
    }

    /** The n-th buffer from now on that is for writing fails; 1 is the next one, 0 none. */
    void fail(int nth) {
        failing = nth;
    }

    /** How many buffers are not released. */
    int used() {
        return used;
    }

    @Override
    public ByteBuf ioBuffer(int initialCapacity) {
        failIfTold();
        return heapBuffer(initialCapacity);
    }

    private void failIfTold() {
        if (failing > 0 && --failing == 0) {
            faults.count(Fault.ALLOCATION);
            throw new OutOfMemoryError(NO_MEMORY);
        }
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return new Counted(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        failIfTold();
        return new CountedDirect(initialCapacity, maxCapacity);
    }

    /** For what only the system reads. */
    private final class CountedDirect extends UnpooledDirectByteBuf {
        CountedDirect(int initialCapacity, int maxCapacity) {
            super(SimAllocator.this, initialCapacity, maxCapacity);
            used++;
        }

        @Override
        protected void deallocate() {
            used--;
            super.deallocate();
        }
    }

    private final class Counted extends UnpooledHeapByteBuf {
        Counted(int initialCapacity, int maxCapacity) {
            super(SimAllocator.this, initialCapacity, maxCapacity);
            used++;
        }

        @Override
        protected void deallocate() {
            used--;
            super.deallocate();
        }
    }
}
