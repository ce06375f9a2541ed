package io.perigee.lua.luajava;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What {@code string.dump} makes of {@code return "…"} on Lua 5.1, in the byte order of a machine of 64 bits. */
final class BytecodeConstant extends StringPusher {
    private static final byte[] HEADER = {0x1b, 'L', 'u', 'a', 0x51, 0, 0, 4, 8, 4, 8, 0};
    private static final int FRAME = 128;

    BytecodeConstant(LuaState state) {
        super(state);
    }

    static boolean fitsThisMachine() {
        return System.getProperty("os.arch").contains("64");
    }

    @Override
    int mostBytes(int length) {
        return Math.addExact(length, FRAME);
    }

    @Override
    void write(ByteBuffer out, byte[] bytes) {
        out.order(ByteOrder.nativeOrder());
        boolean little = out.order() == ByteOrder.LITTLE_ENDIAN;
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
