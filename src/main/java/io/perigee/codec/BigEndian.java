package io.perigee.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in arrays of bytes, the highest byte first, as all dialects of the protocol have them; and bytes as they are. */
public final class BigEndian {
    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);
    private static final VarHandle DOUBLE = view(double[].class);

    private BigEndian() {}

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.BIG_ENDIAN);
    }

    public static int getUnsignedShort(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at) & 0xffff;
    }

    public static int getInt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    public static double getDouble(byte[] bytes, int at) {
        return (double) DOUBLE.get(bytes, at);
    }

    public static void putShort(byte[] bytes, int at, int value) {
        SHORT.set(bytes, at, (short) value);
    }

    public static void putInt(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    public static void putDouble(byte[] bytes, int at, double value) {
        DOUBLE.set(bytes, at, value);
    }

    /** Copies an array into another one. Most are short, and then two words that may overlap take half the time. */
    public static void copy(byte[] source, byte[] target, int at) {
        int length = source.length;
        if (length > 2 * Long.BYTES || length < Integer.BYTES) {
            System.arraycopy(source, 0, target, at, length);
        } else if (length >= Long.BYTES) {
            LONG.set(target, at, (long) LONG.get(source, 0));
            LONG.set(target, at + length - Long.BYTES, (long) LONG.get(source, length - Long.BYTES));
        } else {
            INT.set(target, at, (int) INT.get(source, 0));
            INT.set(target, at + length - Integer.BYTES, (int) INT.get(source, length - Integer.BYTES));
        }
    }
}
