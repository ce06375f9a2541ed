package io.perigee.procedure;

import io.perigee.value.LuaString;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The segments of a dotted path, one after the other; empty ones are passed over. Section 6.1 of the specification. */
final class Segments {
    private static final int MAX_INDEX_DIGITS = 15;

    private final byte[] bytes;
    private int position;

    Segments(LuaString path) {
        this(path, 0);
    }

    Segments(LuaString path, int position) {
        this.bytes = path.unwrap();
        this.position = position;
    }

    /** The offset of what {@link #next} has not given yet. */
    int position() {
        return position;
    }

    @Nullable
    LuaString next() {
        while (position < bytes.length && bytes[position] == '.') {
            position++;
        }
        int start = position;
        while (position < bytes.length && bytes[position] != '.') {
            position++;
        }
        return start == position ? null : LuaString.wrap(Arrays.copyOfRange(bytes, start, position));
    }

    /** The path as it is written without empty segments. */
    static LuaString canonical(LuaString path) {
        byte[] bytes = path.unwrap();
        var out = new ByteArrayOutputStream(bytes.length);
        var segments = new Segments(path);
        for (LuaString segment = segments.next(); segment != null; segment = segments.next()) {
            if (out.size() > 0) {
                out.write('.');
            }
            out.writeBytes(segment.unwrap());
        }
        return LuaString.wrap(out.toByteArray());
    }

    /** The index that a segment of decimal digits stands for, or -1. */
    static long index(LuaString segment) {
        if (segment.length() > MAX_INDEX_DIGITS) {
            return -1;
        }
        long index = 0;
        for (int i = 0; i < segment.length(); i++) {
            byte digit = segment.byteAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            index = index * 10 + digit - '0';
        }
        return index;
    }
}
