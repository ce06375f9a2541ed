package io.perigee.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.wire.FrameHeader;
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
    private final PeerSettings settings;
    private final DirectLane lane;
    private @Nullable ByteBuf buffer;
    private int expectedBytes = SMALLEST_BYTES;
    private boolean written;

    FrameBatch(Channel channel, PeerSettings settings, DirectLane lane) {
        this.channel = channel;
        this.settings = settings;
        this.lane = lane;
    }

    /**
     * Makes the socket the event loop's own, for what is older than the calls that are still to come.
     *
     * @return false if a calling thread is writing to it: it calls back when it is done
     */
    boolean claim() {
        if (!lane.close()) {
            return false;
        }
        byte[] rest = lane.takeRest();
        if (rest != null) {
            channel.write(Unpooled.wrappedBuffer(rest), channel.voidPromise());
            written = true;
        }
        return true;
    }

    boolean isEmpty() {
        return !written && (buffer == null || !buffer.isReadable());
    }

    /** The buffer to write the next frame to. */
    ByteBuf buffer() {
        if (isEmpty()) {
            // No caller overtakes this frame from here on, be it because one is still writing.
            claim();
        }
        if (buffer == null) {
            buffer = channel.alloc().ioBuffer(expectedBytes);
        }
        return buffer;
    }

    /**
     * The frame that began at {@code start} is complete.
     *
     * @throws CodecException if it is too large; it is still in the buffer then
     */
    void complete(ByteBuf out, int start) {
        checkSize(out.writerIndex() - start - FrameHeader.SIZE, settings.maxPayload());
        FrameHeader.finish(out, start);
        var frameLog = settings.frameLog();
        if (frameLog != null) {
            frameLog.frame(true, copy(out, start, out.writerIndex()));
        }
        added();
    }

    static void checkSize(int size, int maxPayload) {
        if (size > maxPayload) {
            throw new CodecException(CodecError.SIZE_LIMIT, "a payload of " + size + " bytes", "<= " + maxPayload);
        }
    }

    static byte[] copy(ByteBuf buffer, int start, int end) {
        var bytes = new byte[end - start];
        buffer.getBytes(start, bytes);
        return bytes;
    }

    private void added() {
        if (buffer != null && buffer.readableBytes() >= FULL_BYTES) {
            lane.awaitClosed();
            claim();
            write(buffer);
            channel.flush();
            written = false;
        }
    }

    /** Sends what was gathered, unless a calling thread is still writing, which calls back. */
    void flush() {
        if (isEmpty() || !claim()) {
            return;
        }
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
