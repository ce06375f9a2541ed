package io.perigee.bench.peers;

import java.nio.ByteBuffer;

/** The arguments of an addition, in eight bytes where the contender leaves the form to us. */
record Pair(int a, int b) {
    static final int BYTES = 2 * Integer.BYTES;

    int sum() {
        return a + b;
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putInt(a).putInt(b).array();
    }

    static Pair of(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        return new Pair(in.getInt(), in.getInt());
    }

    static byte[] toBytes(int sum) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(sum).array();
    }

    static int sumOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt();
    }
}
