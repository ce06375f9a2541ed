package io.perigee.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.function.IntSupplier;

/**
 * Lets all connections of an event loop read into one buffer, which costs no allocation a read and no memory a
 * connection. Only for pipelines that have copied what they want of a buffer when they return. See {@link ReadTurn}.
 */
final class LoopReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int CAPACITY = 1 << 16;

    /** As Netty has it for streams. */
    private static final int READS_AT_ONCE = ReadTurn.MOST_BYTES / CAPACITY;

    /** For connections that share nothing. */
    static final LoopReadBuffer OF_ONE = new LoopReadBuffer(() -> ReadTurn.MOST_BYTES);

    private static final FastThreadLocal<ByteBuf> BUFFER = new FastThreadLocal<>() {
        @Override
        protected ByteBuf initialValue() {
            return Unpooled.unreleasableBuffer(Unpooled.directBuffer(CAPACITY, CAPACITY));
        }

        @Override
        protected void onRemoval(ByteBuf buffer) {
            buffer.unwrap().release();
        }
    };

    private final IntSupplier turnBytes;

    /**
     * @param turnBytes what one connection may read before the next has its turn
     */
    LoopReadBuffer(IntSupplier turnBytes) {
        super(READS_AT_ONCE);
        this.turnBytes = turnBytes;
    }

    @Override
    @SuppressWarnings("deprecation") // The interface of Netty itself.
    public Handle newHandle() {
        return new TurnHandle();
    }

    private final class TurnHandle extends MaxMessageHandle {
        private int turn = ReadTurn.LEAST_BYTES;

        @Override
        public void reset(ChannelConfig config) {
            super.reset(config);
            turn = turnBytes.getAsInt();
        }

        @Override
        public int guess() {
            return Math.min(CAPACITY, turn);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            int unused = CAPACITY - guess();
            return BUFFER.get().setIndex(unused, unused);
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return totalBytesRead() < turn && super.continueReading(maybeMoreData);
        }
    }
}
