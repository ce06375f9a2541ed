package io.perigee.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.perigee.codec.ByteOutput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was read and not yet taken: the bytes of one read, behind those that the last one left over.
 *
 * <p>It grows with the bytes that are there, never with a size that was announced. Between two reads it holds what is
 * left over and no more; nothing, mostly.
 */
final class ReadWindow {
    /** What is left over is moved out of a spare, unless it is so much that moving costs more than it frees. */
    private static final int LARGE = SpareOutputs.CAPACITY / 4;

    private @Nullable ByteOutput bytes;

    /** In place of them, what there is of a large frame. */
    private @Nullable PartialFrame partial;

    /** Adds all that is in the buffer. */
    void append(ByteBuf in) {
        if (partial != null) {
            partial.append(in);
            if (partial.isComplete()) {
                bytes = partial.whole();
                partial = null;
            }
            return;
        }
        ByteOutput to = bytes;
        if (to == null || to.length() <= LARGE) {
            to = SpareOutputs.take();
            if (bytes != null) {
                to.writeBytes(bytes.array(), 0, bytes.length());
            }
            bytes = to;
        }
        int count = in.readableBytes();
        int at = to.append(count);
        in.readBytes(to.array(), at, count);
    }

    /** True as long as no more of a large frame can be had than its length. */
    boolean isWaiting() {
        return partial != null;
    }

    byte[] array() {
        return bytes == null ? new byte[0] : bytes.array();
    }

    /** How many bytes there are; the first one is the first of the array. */
    int length() {
        if (partial != null) {
            return partial.length();
        }
        return bytes == null ? 0 : bytes.length();
    }

    /** The memory that it takes. */
    int capacity() {
        if (partial != null) {
            return partial.capacity();
        }
        return bytes == null ? 0 : bytes.capacity();
    }

    /**
     * As {@link #drop(int)}, where a frame begins then.
     *
     * @param needed how long it is with its header, in bytes; 0 if that is not known yet
     */
    void drop(int count, long needed) {
        int left = length() - count;
        if (bytes != null && needed > SpareOutputs.CAPACITY && left > LARGE && left < needed) {
            partial = new PartialFrame(needed);
            partial.append(Unpooled.wrappedBuffer(bytes.array(), count, left));
            SpareOutputs.giveBack(bytes);
            bytes = null;
        } else if (partial == null) {
            drop(count);
        }
    }

    /** Drops the first {@code count} bytes. */
    void drop(int count) {
        ByteOutput from = bytes;
        if (from == null) {
            return;
        }
        int left = from.length() - count;
        if (left > LARGE && from.capacity() <= Math.max(2 * SpareOutputs.CAPACITY, 4 * left)) {
            if (count > 0) {
                System.arraycopy(from.array(), count, from.array(), 0, left);
                from.truncate(left);
            }
            return;
        }
        bytes = null;
        if (left > 0) {
            bytes = ByteOutput.of(Arrays.copyOfRange(from.array(), count, from.length()));
        }
        SpareOutputs.giveBack(from);
    }

    void clear() {
        partial = null;
        drop(length());
    }
}
