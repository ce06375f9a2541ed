package io.perigee.lua.luajava;

import io.perigee.lua.engine.LuaEngineException;
import io.perigee.value.LuaString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Pushes strings of any bytes. The natives know only Java's own strings, which damage what is no plain text; so all
 * others come as a chunk that returns a constant.
 */
abstract class StringPusher {
    private static final int SHORT = 256;
    private static final int FIRST_CAPACITY = 4096;
    private static final int KEPT_CAPACITY = 1 << 20;

    private final LuaState state;
    private ByteBuffer chunk = ByteBuffer.allocateDirect(FIRST_CAPACITY);

    StringPusher(LuaState state) {
        this.state = state;
    }

    final void push(LuaString string) {
        byte[] bytes = string.unwrap();
        if (bytes.length <= SHORT && isPlain(bytes)) {
            // The one charset whose encoder does nothing.
            state.pushAscii(new String(bytes, StandardCharsets.ISO_8859_1));
            return;
        }
        int most = mostBytes(bytes.length);
        if (chunk.capacity() < most) {
            chunk = ByteBuffer.allocateDirect(most);
        }
        chunk.clear();
        write(chunk, bytes);
        int status = state.natives.luaJ_loadbuffer(state.pointer, chunk, chunk.position(), "=string");
        if (status != 0) {
            state.pop(1);
            throw new LuaEngineException("string: " + bytes.length + " bytes (expected: memory for it)");
        }
        if (chunk.capacity() > KEPT_CAPACITY) {
            chunk = ByteBuffer.allocateDirect(FIRST_CAPACITY);
        }
        state.call(0);
    }

    private static boolean isPlain(byte[] bytes) {
        for (byte b : bytes) {
            if (b <= 0) {
                return false;
            }
        }
        return true;
    }

    /** How long the chunk for a string of this length can become. */
    abstract int mostBytes(int length);

    abstract void write(ByteBuffer out, byte[] bytes);
}
