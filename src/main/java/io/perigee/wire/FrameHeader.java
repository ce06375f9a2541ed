package io.perigee.wire;

import io.perigee.codec.BigEndian;
import io.perigee.codec.ByteOutput;

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
    public static void begin(ByteOutput out, int type, int seq) {
        int at = out.append(SIZE);
        BigEndian.putShort(out.array(), at, type << 8 | seq);
    }

    /** Fills in the size of the frame that began at {@code start} and ends where the output ends. */
    public static void finish(ByteOutput out, int start) {
        out.setInt(start + SIZE_OFFSET, out.length() - start - SIZE);
    }
}
