package io.perigee.codec.luatobin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.codec.BigEndian;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import org.jspecify.annotations.Nullable;

/** The names written last, as the strings that they are on the wire: a program calls few procedures, again and again. */
final class RecentNames {
    private static final int CAPACITY = 16;

    /** Longer ones are not kept. */
    private static final int LONGEST = 256;

    private static final int HEAD = 1 + Short.BYTES;

    private static final @Nullable String[] NO_NAMES = {};
    private static final byte[][] NO_BYTES = {};
    private static final byte[] NO_NAME = {};

    // Empty until a name is written: whoever only answers never writes one.
    private @Nullable String[] names = NO_NAMES;
    private byte[][] encoded = NO_BYTES;

    private @Nullable String last;
    private byte[] lastEncoded = NO_NAME;

    /** The name as a string of UTF-8, tag and length included; unpaired surrogates become {@code ?}. */
    byte[] encoded(String name) {
        if (name.equals(last)) {
            return lastEncoded;
        }
        byte[] bytes = lookUp(name);
        if (bytes.length <= LONGEST) {
            last = name;
            lastEncoded = bytes;
        }
        return bytes;
    }

    private byte[] lookUp(String name) {
        if (names.length == 0) {
            names = new @Nullable String[CAPACITY];
            encoded = new byte[CAPACITY][];
        }
        int slot = name.hashCode() & CAPACITY - 1;
        if (name.equals(names[slot])) {
            return encoded[slot];
        }
        byte[] fresh = encode(name.getBytes(UTF_8));
        if (fresh.length <= LONGEST) {
            names[slot] = name;
            encoded[slot] = fresh;
        }
        return fresh;
    }

    private static byte[] encode(byte[] utf8) {
        if (utf8.length > Tag.MAX_LENGTH) {
            throw new CodecException(CodecError.STRING_LIMIT, utf8.length, "<= " + Tag.MAX_LENGTH);
        }
        var bytes = new byte[HEAD + utf8.length];
        bytes[0] = Tag.STRING;
        BigEndian.putShort(bytes, 1, utf8.length);
        System.arraycopy(utf8, 0, bytes, HEAD, utf8.length);
        return bytes;
    }
}
