package io.perigee.wire;

import io.netty.buffer.ByteBuf;

/**
 * The six bytes before every payload.
 *
 * <pre>
 *  0        1        2        3        4        5        6
 * +--------+--------+--------+--------+--------+--------+----------
 * |  type  |  seq   |      payload size, big-endian     | payload …
 * +--------+--------+--------+--------+--------+--------+----------
 *  0 call     0…255               unsigned
 *  1 response
 * </pre>
 */
public final class FrameHeader {
    public static final int SIZE = 6;
    public static final int CALL = 0;
    public static final int RESPONSE = 1;

    /** Where the payload size stands. */
    public static final int SIZE_OFFSET = 2;

    private FrameHeader() {}

    /** Writes a header whose size is filled in by {@link #finish}, once the payload behind it is written. */
    public static void begin(ByteBuf out, int type, int seq) {
        out.writeShort(type << 8 | seq).writeInt(0);
    }

    /** Fills in the size of the frame that began at {@code start} and ends where the buffer ends. */
    public static void finish(ByteBuf out, int start) {
        out.setInt(start + SIZE_OFFSET, out.writerIndex() - start - SIZE);
    }
}
