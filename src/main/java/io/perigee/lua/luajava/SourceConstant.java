package io.perigee.lua.luajava;

import java.nio.ByteBuffer;

/** {@code return "…"} as source text; only what ends a string or begins an escape is escaped. */
final class SourceConstant extends StringPusher {
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
