package io.perigee.codec;

import java.util.Arrays;
import java.util.Objects;

/**
 * Bytes that writers append to; grows as it must. For one thread at a time.
 *
 * <p>An array of the heap rather than a buffer of Netty's: a small frame takes a quarter of the time to write, and codecs
 * serve transports that have no such buffers.
 */
public final class ByteOutput {
    private byte[] bytes;
    private int length;

    /**
     * @param capacity in bytes, before the first growth
     */
    public ByteOutput(int capacity) {
        bytes = new byte[capacity];
    }

    /** An output that has these bytes, and takes the array over. */
    public static ByteOutput of(byte[] array) {
        var output = new ByteOutput(0);
        output.continueIn(array, array.length);
        return output;
    }

    /** Goes on behind the first {@code count} bytes of this array, for as long as it has room. */
    public void continueIn(byte[] array, int count) {
        Objects.checkIndex(count, array.length + 1);
        bytes = array;
        length = count;
    }

    /** How many bytes there are. */
    public int length() {
        return length;
    }

    public int capacity() {
        return bytes.length;
    }

    /** The array that the bytes are in, from its beginning; the next write may replace it. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Takes back all but the first {@code newLength} bytes. */
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IndexOutOfBoundsException("length: " + newLength + " (expected: 0 to " + length + ")");
        }
        length = newLength;
    }

    public void writeByte(int value) {
        int at = append(Byte.BYTES);
        bytes[at] = (byte) value;
    }

    public void writeShort(int value) {
        int at = append(Short.BYTES);
        BigEndian.putShort(bytes, at, value);
    }

    public void writeInt(int value) {
        int at = append(Integer.BYTES);
        BigEndian.putInt(bytes, at, value);
    }

    public void writeDouble(double value) {
        int at = append(Double.BYTES);
        BigEndian.putDouble(bytes, at, value);
    }

    public void writeBytes(byte[] source) {
        writeBytes(source, 0, source.length);
    }

    public void writeBytes(byte[] source, int offset, int count) {
        int at = append(count);
        BigEndian.copy(source, offset, bytes, at, count);
    }

    /** Replaces four bytes that were written before. */
    public void setInt(int at, int value) {
        Objects.checkFromIndexSize(at, Integer.BYTES, length);
        BigEndian.putInt(bytes, at, value);
    }

    /** Makes room for {@code count} bytes behind the end, and tells where it begins; what is in it is not said. */
    public int append(int count) {
        int at = length;
        if (bytes.length - at < count) {
            grow(count);
        } else if (count < 0) {
            throw new IllegalArgumentException("count: " + count + " (expected: >= 0)");
        }
        length = at + count;
        return at;
    }

    private void grow(int count) {
        int least = Math.addExact(length, count);
        bytes = Arrays.copyOf(bytes, Math.max(least, (int) Math.min(Integer.MAX_VALUE - 8L, bytes.length * 2L)));
    }
}
