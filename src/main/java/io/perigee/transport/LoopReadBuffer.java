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
 * connection. Only for pipelines that have copied what they want of a buffer when they return.
 *
 * <p>The more connections there are, the less each reads before the next one has its turn: what they all read in one
 * round stays the same. So one that has much to say holds up the others no longer, and what a server has read and cannot
 * work off is bounded.
 */
final class LoopReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int CAPACITY = 1 << 16;

    /** As Netty has it for streams. */
    private static final int READS_AT_ONCE = 16;

    /** What all connections of a server read in one round, at the most. */
    private static final int ROUND = 4 << 20;

    /** What one may read at a time however many there are. */
    private static final int LEAST = 1 << 10;

    private static final int MOST = READS_AT_ONCE * CAPACITY;

    /** For connections that share nothing. */
    static final LoopReadBuffer OF_ONE = new LoopReadBuffer(() -> 1);

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

    private final IntSupplier connections;

    /**
     * @param connections how many there are that share a round
     */
    LoopReadBuffer(IntSupplier connections) {
        super(READS_AT_ONCE);
        this.connections = connections;
    }

    static int turn(int connections) {
        return Math.max(LEAST, Math.min(MOST, ROUND / Math.max(1, connections)));
    }

    @Override
    @SuppressWarnings("deprecation") // The interface of Netty itself.
    public Handle newHandle() {
        return new TurnHandle();
    }

    private final class TurnHandle extends MaxMessageHandle {
        private int turn = LEAST;

        @Override
        public void reset(ChannelConfig config) {
            super.reset(config);
            turn = turn(connections.getAsInt());
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
