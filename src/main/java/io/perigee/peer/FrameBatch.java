package io.perigee.peer;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.perigee.budget.Share;
import io.perigee.budget.UnsentBytes;
import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.wire.FrameHeader;
import io.perigee.wire.SpareOutputs;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers frames, so that many of them cost one system call. Confined to the event loop.
 *
 * <p>What is gathered leaves at the next {@link #flush}, or as soon as it is {@value #FULL_BYTES} bytes; sooner where the
 * server has little room left for what peers do not take.
 */
final class FrameBatch {
    private static final int FULL_BYTES = SpareOutputs.CAPACITY;

    /** However little room there is, a call of the system is worth so many. */
    private static final int LEAST_BYTES = 1 << 10;

    private final Channel channel;
    private final PeerSettings settings;
    private final DirectLane lane;
    private final Share share;
    private final UnsentBytes unsent;
    private final Consumer<Throwable> onFailure;
    private @Nullable ByteOutput gathered;
    private int fullBytes = FULL_BYTES;
    private boolean written;

    /**
     * @param onTaken called when the peer has taken what waited for it
     * @param onFailure called when there is no memory to send what was gathered: frames are lost then, and the connection
     *     with them
     */
    FrameBatch(
            Channel channel,
            PeerSettings settings,
            DirectLane lane,
            Share share,
            Runnable onTaken,
            Consumer<Throwable> onFailure) {
        this.channel = channel;
        this.settings = settings;
        this.lane = lane;
        this.share = share;
        unsent = new UnsentBytes(channel, share, onTaken);
        this.onFailure = onFailure;
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

    /** True while the server lets more wait for this peer. */
    boolean isAllowed() {
        return unsent.isAllowed();
    }

    boolean isEmpty() {
        return !written && gathered == null;
    }

    /** Where to write the next frame. */
    ByteOutput out() {
        if (gathered == null) {
            // No caller overtakes this frame from here on. If one is writing now, the frame waits: flush asks again.
            claim();
            gathered = SpareOutputs.take();
            fullBytes = (int) Math.max(LEAST_BYTES, Math.min(FULL_BYTES, share.unsentAllowance()));
        }
        return gathered;
    }

    /**
     * The frame that began at {@code start} is complete.
     *
     * @throws CodecException if it is too large; it is still there then
     */
    void complete(ByteOutput out, int start) {
        checkSize(out.length() - start - FrameHeader.SIZE, settings.maxPayload());
        FrameHeader.finish(out, start);
        var frameLog = settings.frameLog();
        if (frameLog != null) {
            frameLog.frame(true, Arrays.copyOfRange(out.array(), start, out.length()));
        }
        added();
    }

    static void checkSize(int size, int maxPayload) {
        if (size > maxPayload) {
            throw new CodecException(CodecError.SIZE_LIMIT, "a payload of " + size + " bytes", "<= " + maxPayload);
        }
    }

    private void added() {
        if (gathered != null && gathered.length() >= fullBytes) {
            lane.awaitClosed();
            claim();
            write(gathered);
            channel.flush();
            written = false;
            unsent.flushed();
        }
    }

    /** Sends what was gathered, unless a calling thread is still writing, which calls back. */
    void flush() {
        if (gathered != null && gathered.length() == 0) {
            // Of a frame that could not be written nothing is left.
            release();
        }
        if (isEmpty() || !claim()) {
            return;
        }
        if (gathered != null) {
            write(gathered);
        }
        if (written) {
            written = false;
            channel.flush();
            unsent.flushed();
        }
    }

    private void write(ByteOutput full) {
        gathered = null;
        try {
            var buffer = channel.alloc().ioBuffer(full.length()).writeBytes(full.array(), 0, full.length());
            written = true;
            channel.write(buffer, channel.voidPromise());
        } catch (RuntimeException | Error e) {
            // Not the failure of the one frame that is being written: all that were gathered are counted as sent.
            onFailure.accept(e);
        } finally {
            SpareOutputs.giveBack(full);
        }
    }

    void release() {
        if (gathered != null) {
            SpareOutputs.giveBack(gathered);
            gathered = null;
        }
    }
}
