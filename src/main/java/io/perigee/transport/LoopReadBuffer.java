package io.perigee.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Lets all connections of an event loop read into one buffer, which costs no allocation a read and no memory a
 * connection. Only for pipelines that have copied what they want of a buffer when they return.
 */
final class LoopReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int CAPACITY = 1 << 16;

    /** As Netty has it for streams. */
    private static final int READS_AT_ONCE = 16;

    static final LoopReadBuffer INSTANCE = new LoopReadBuffer();

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

    private LoopReadBuffer() {
        super(READS_AT_ONCE);
    }

    @Override
    @SuppressWarnings("deprecation") // The interface of Netty itself.
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return CAPACITY;
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                return BUFFER.get().clear();
            }
        };
    }
}
