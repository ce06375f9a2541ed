package io.perigee.bench.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The limit: code that writes and reads the bytes of luatobin for values that lie ready as Java's own, knowing beforehand
 * which comes where. There is no model, nothing is looked up, and nothing is checked but the tags; strings are copied.
 */
abstract class HandWritten implements Form {
    private static final VarHandle SHORTS = view(short[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle DOUBLES = view(double[].class);

    private static final int BOOLEAN = 0x01;
    private static final int DOUBLE = 0x03;
    private static final int STRING = 0x04;
    private static final int TABLE = 0x05;
    private static final int INT = 0x07;

    private final byte[] bytes = new byte[8192];
    private int length;

    /** Where the next value is written or read. */
    private int at;

    abstract void writeAll();

    abstract Object readAll();

    @Override
    public final int encode() {
        at = 0;
        writeAll();
        length = at;
        return length;
    }

    @Override
    public final Object decode() {
        at = 0;
        return readAll();
    }

    @Override
    public final byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    final void writeString(byte[] value) {
        writeShort(STRING, value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
        at += value.length;
    }

    final void writeTable(int pairs) {
        writeShort(TABLE, pairs);
    }

    private void writeShort(int tag, int value) {
        bytes[at] = (byte) tag;
        SHORTS.set(bytes, at + 1, (short) value);
        at += 1 + Short.BYTES;
    }

    final void writeInt(int value) {
        bytes[at] = INT;
        INTS.set(bytes, at + 1, value);
        at += 1 + Integer.BYTES;
    }

    final void writeDouble(double value) {
        bytes[at] = DOUBLE;
        DOUBLES.set(bytes, at + 1, value);
        at += 1 + Double.BYTES;
    }

    final void writeBoolean(boolean value) {
        bytes[at] = BOOLEAN;
        bytes[at + 1] = (byte) (value ? 1 : 0);
        at += 2;
    }

    final byte[] readString() {
        int size = readShort(STRING);
        int start = at;
        at += size;
        return Arrays.copyOfRange(bytes, start, at);
    }

    final int readTable() {
        return readShort(TABLE);
    }

    private int readShort(int tag) {
        expect(tag);
        int value = (short) SHORTS.get(bytes, at) & 0xffff;
        at += Short.BYTES;
        return value;
    }

    final int readInt() {
        expect(INT);
        int value = (int) INTS.get(bytes, at);
        at += Integer.BYTES;
        return value;
    }

    final double readDouble() {
        expect(DOUBLE);
        double value = (double) DOUBLES.get(bytes, at);
        at += Double.BYTES;
        return value;
    }

    final boolean readBoolean() {
        expect(BOOLEAN);
        return bytes[at++] != 0;
    }

    private void expect(int tag) {
        if (bytes[at++] != tag) {
            throw new IllegalStateException("tag: " + bytes[at - 1] + " (expected: " + tag + ")");
        }
    }

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.BIG_ENDIAN);
    }
}
