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

    public static long getLong(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    public static void putLong(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }

    /** Copies bytes into another array. Most are few, and then two words that may overlap take half the time. */
    public static void copy(byte[] source, int from, byte[] target, int at, int length) {
        if (length > 2 * Long.BYTES || length < Integer.BYTES) {
            System.arraycopy(source, from, target, at, length);
        } else if (length >= Long.BYTES) {
            long last = getLong(source, from + length - Long.BYTES);
            LONG.set(target, at, getLong(source, from));
            LONG.set(target, at + length - Long.BYTES, last);
        } else {
            int last = getInt(source, from + length - Integer.BYTES);
            INT.set(target, at, getInt(source, from));
            INT.set(target, at + length - Integer.BYTES, last);
        }
    }
}
