package io.perigee.lua.module.socket;

import java.nio.ByteBuffer;

/** Bytes that a connection has read ahead of its script: at most {@link #LIMIT}, then the peer has to wait. */
final class Inbound {
    static final int LIMIT = 64 << 10;

    private static final byte[] NONE = new byte[0];

    private byte[] bytes = NONE;
    private int start;
    private int end;

    int size() {
        return end - start;
    }

    boolean isEmpty() {
        return start == end;
    }

    int room() {
        return LIMIT - size();
    }

    void append(ByteBuffer source) {
        int length = source.remaining();
        if (bytes.length - end < length) {
            int size = size();
            byte[] target = size + length <= bytes.length ? bytes : new byte[Integer.highestOneBit(size + length) * 2];
            System.arraycopy(bytes, start, target, 0, size);
            bytes = target;
            start = 0;
            end = size;
        }
        source.get(bytes, end, length);
        end += length;
    }

    /** Moves at most {@code limit} bytes. */
    void take(long limit, Received target) {
        int length = (int) Math.min(size(), limit);
        target.add(bytes, start, length);
        skip(length);
    }

    /** Moves bytes up to a line's end, which is left out, and so is every carriage return; true if there was an end. */
    boolean takeLine(Received target) {
        int from = start;
        while (start < end) {
            byte b = bytes[start++];
            if (b == '\n' || b == '\r') {
                target.add(bytes, from, start - 1 - from);
                from = start;
                if (b == '\n') {
                    skip(0);
                    return true;
                }
            }
        }
        target.add(bytes, from, start - from);
        skip(0);
        return false;
    }

    private void skip(int length) {
        start += length;
        if (start == end) { // A connection that is idle keeps nothing.
            bytes = NONE;
            start = 0;
            end = 0;
        }
    }
}
