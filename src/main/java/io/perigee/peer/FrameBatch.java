package io.perigee.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Gathers frames into one buffer, so that many of them cost one system call. Confined to the event loop.
 *
 * <p>What is gathered leaves at the next {@link #flush}, or as soon as it is {@value #FULL_BYTES} bytes.
 */
final class FrameBatch {
    private static final int FULL_BYTES = 1 << 16;
    private static final int SMALLEST_BYTES = 512;

    private final Channel channel;
    private @Nullable ByteBuf buffer;
    private int expectedBytes = SMALLEST_BYTES;
    private boolean written;

    FrameBatch(Channel channel) {
        this.channel = channel;
    }

    /** The buffer to write the next frame to. */
    ByteBuf buffer() {
        if (buffer == null) {
            buffer = channel.alloc().ioBuffer(expectedBytes);
        }
        return buffer;
    }

    /** A frame is complete. */
    void added() {
        if (buffer != null && buffer.readableBytes() >= FULL_BYTES) {
            write(buffer);
            channel.flush();
            written = false;
        }
    }

    void flush() {
        if (buffer != null && buffer.isReadable()) {
            write(buffer);
        }
        if (written) {
            written = false;
            channel.flush();
        }
    }

    private void write(ByteBuf full) {
        // The next batch will probably be as large as this one.
        expectedBytes = Math.max(SMALLEST_BYTES, Math.min(FULL_BYTES, Integer.highestOneBit(full.readableBytes()) * 2));
        buffer = null;
        written = true;
        channel.write(full, channel.voidPromise());
    }

    void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
