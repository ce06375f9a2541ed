package io.perigee.lua.module.socket;

import io.perigee.procedure.LuaError;
import io.perigee.value.LuaString;
import java.util.Arrays;

/** What one {@code receive} has collected. */
final class Received {
    /** More in one string is an error, so that a peer which never ends does not take all memory. */
    private static final int MAX_BYTES = 256 << 20;

    private byte[] bytes = new byte[0];
    private int size;

    int size() {
        return size;
    }

    void add(byte[] source, int from, int length) {
        if (length > MAX_BYTES - size) {
            throw new LuaError("receive: more than " + MAX_BYTES + " bytes (expected: <= " + MAX_BYTES + ")");
        }
        if (bytes.length - size < length) {
            bytes = Arrays.copyOf(bytes, size == 0 ? length : Math.max(size + length, 2 * size));
        }
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    LuaString toLua() {
        return LuaString.wrap(bytes.length == size ? bytes : Arrays.copyOf(bytes, size));
    }
}
