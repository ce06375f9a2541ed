package io.perigee.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A Lua string: any bytes, NUL and invalid UTF-8 among them. */
public final class LuaString implements LuaValue, Comparable<LuaString> {
    private static final LuaString EMPTY = new LuaString(new byte[0]);

    private final byte[] bytes;
    private int hash;

    private LuaString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The text as UTF-8; unpaired surrogates become {@code ?}. */
    public static LuaString of(String text) {
        return text.isEmpty() ? EMPTY : new LuaString(text.getBytes(UTF_8));
    }

    public static LuaString copyOf(byte[] bytes) {
        return wrap(bytes.clone());
    }

    /** A string on these very bytes, without a copy: whoever hands them over must never change them again. */
    public static LuaString wrap(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new LuaString(bytes);
    }

    @Override
    public LuaType type() {
        return LuaType.STRING;
    }

    /** The length in bytes. */
    public int length() {
        return bytes.length;
    }

    public byte byteAt(int index) {
        return bytes[index];
    }

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /** A read-only view of the bytes, without a copy. */
    public ByteBuffer asReadOnlyByteBuffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** Copies all bytes into {@code target}, from {@code offset} on. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
    }

    /** The very bytes, without a copy: whoever takes them must only read. For codecs, see {@link #wrap}. */
    public byte[] unwrap() {
        return bytes;
    }

    public boolean isUtf8() {
        return invalidUtf8At() < 0;
    }

    /** The offset of the first byte that is not UTF-8, or -1. */
    int invalidUtf8At() {
        return Utf8.invalidAt(bytes);
    }

    /** Orders by unsigned bytes; what keeps hash tables fast when a peer sends colliding keys. */
    @Override
    public int compareTo(LuaString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof LuaString string && Arrays.equals(bytes, string.bytes));
    }

    /** True if the string is these bytes. */
    public boolean contentEquals(byte[] source, int offset, int length) {
        return Arrays.equals(bytes, 0, bytes.length, source, offset, offset + length);
    }

    /** The hash that a string of these bytes has. */
    public static int hash(byte[] source, int offset, int length) {
        return Hashing.bytes(source, offset, length);
    }

    @Override
    public int hashCode() {
        int h = hash;
        if (h == 0) {
            h = Hashing.bytes(bytes, 0, bytes.length);
            hash = h;
        }
        return h;
    }

    /** The string as text; bytes that are not UTF-8 show as U+FFFD. */
    @Override
    public String toString() {
        return new String(bytes, UTF_8);
    }

    String hex() {
        return HexFormat.of().formatHex(bytes);
    }
}
