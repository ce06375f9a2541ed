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

    static StringPusher of(LuaState state) {
        return state.dialect == Dialect.LUA51 ? new BytecodeConstant(state) : new SourceConstant(state);
    }

    final void push(LuaString string) {
        byte[] bytes = string.unwrap();
        if (bytes.length <= SHORT && isPlain(bytes)) {
            // The one charset whose encoder does nothing.
            state.push(new String(bytes, StandardCharsets.ISO_8859_1));
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

    /** What {@code string.dump} makes of {@code return "…"} on Lua 5.1, in the machine's own byte order. */
    private static final class BytecodeConstant extends StringPusher {
        private static final byte[] HEADER = {0x1b, 'L', 'u', 'a', 0x51, 0, 0, 4, 8, 4, 8, 0};
        private static final int FRAME = 128;

        BytecodeConstant(LuaState state) {
            super(state);
        }

        @Override
        int mostBytes(int length) {
            return Math.addExact(length, FRAME);
        }

        @Override
        void write(ByteBuffer out, byte[] bytes) {
            out.order(java.nio.ByteOrder.nativeOrder());
            boolean little = out.order() == java.nio.ByteOrder.LITTLE_ENDIAN;
            out.put(HEADER).put(6, (byte) (little ? 1 : 0));
            out.putLong(0); // no name
            out.putInt(0).putInt(0); // lines
            out.put((byte) 0).put((byte) 0).put((byte) 2).put((byte) 2); // upvalues, parameters, vararg, registers
            out.putInt(2).putInt(0x00000001).putInt(0x0100001e); // LOADK 0 0; RETURN 0 2
            out.putInt(1).put((byte) LuaTypes.STRING);
            out.putLong(bytes.length + 1L).put(bytes).put((byte) 0);
            out.putInt(0).putInt(0).putInt(0).putInt(0); // functions, lines, locals, upvalue names
        }
    }

    /** {@code return "…"} as source text; only what ends a string or begins an escape is escaped. */
    private static final class SourceConstant extends StringPusher {
        private static final byte[] HEAD = {'r', 'e', 't', 'u', 'r', 'n', '"'};

        SourceConstant(LuaState state) {
            super(state);
        }

        @Override
        int mostBytes(int length) {
            return Math.addExact(Math.multiplyExact(length, 2), HEAD.length + 1);
        }

        @Override
        void write(ByteBuffer out, byte[] bytes) {
            out.put(HEAD);
            for (byte b : bytes) {
                switch (b) {
                    case '"', '\\' -> out.put((byte) '\\').put(b);
                    case '\n' -> out.put((byte) '\\').put((byte) 'n');
                    case '\r' -> out.put((byte) '\\').put((byte) 'r');
                    default -> out.put(b);
                }
            }
            out.put((byte) '"');
        }
    }
}
