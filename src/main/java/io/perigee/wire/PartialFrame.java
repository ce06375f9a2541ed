package io.perigee.wire;

import io.netty.buffer.ByteBuf;
import io.perigee.codec.ByteOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * A large frame that is not all there, in pieces: an array that grew with it would be copied again and again, and heaps of
 * some dozens of megabytes have seldom room for one that is large. Pieces are made as bytes come, never for what was
 * announced.
 */
final class PartialFrame {
    private static final int PIECE = 1 << 14;

    private final List<byte[]> pieces = new ArrayList<>();
    private final long needed;
    private int length;

    /**
     * @param needed how long the frame is with its header, in bytes
     */
    PartialFrame(long needed) {
        this.needed = needed;
    }

    int length() {
        return length;
    }

    /** The memory that it takes. */
    int capacity() {
        return pieces.size() * PIECE;
    }

    /** True if the whole frame is there, and perhaps the beginning of the next. */
    boolean isComplete() {
        return length >= needed;
    }

    /** Adds all that is in the buffer. */
    void append(ByteBuf in) {
        while (in.isReadable()) {
            int at = length % PIECE;
            if (at == 0) {
                pieces.add(new byte[PIECE]);
            }
            int count = Math.min(in.readableBytes(), PIECE - at);
            in.readBytes(pieces.get(pieces.size() - 1), at, count);
            length += count;
        }
    }

    /** All that came, in one array. */
    ByteOutput whole() {
        var whole = new ByteOutput(length);
        int left = length;
        for (byte[] piece : pieces) {
            int count = Math.min(left, PIECE);
            whole.writeBytes(piece, 0, count);
            left -= count;
        }
        return whole;
    }
}
