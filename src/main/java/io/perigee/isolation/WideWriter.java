package io.perigee.isolation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ValueWriter;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Writes values in the form of {@link WideCodec}. */
final class WideWriter implements ValueWriter {
    private static final int MAX_DEPTH = DecodeLimits.DEFAULT.maxDepth();

    private int firstIndex;
    private int maxLength = Integer.MAX_VALUE;

    /** The table that the current top-level value is. */
    private @Nullable LuaTable root;

    /** All tables that were begun, once there is a second one. */
    private @Nullable IdentityHashMap<LuaTable, Integer> begun;

    @Override
    public void begin(ByteOutput out, int maxBytes) {
        firstIndex = out.length();
        maxLength = maxBytes;
    }

    @Override
    public void writeName(ByteOutput out, String name) {
        writeBytes(out, name.getBytes(UTF_8));
    }

    @Override
    public void writeInteger(ByteOutput out, long value) {
        if ((int) value == value) {
            out.writeByte(WideCodec.INT);
            out.writeInt((int) value);
        } else {
            out.writeByte(WideCodec.LONG);
            out.writeInt((int) (value >> Integer.SIZE));
            out.writeInt((int) value);
        }
    }

    @Override
    public void write(ByteOutput out, LuaValue value) {
        try {
            write(out, value, 0);
        } finally {
            root = null;
            begun = null;
        }
    }

    private void write(ByteOutput out, LuaValue value, int depth) {
        if (value instanceof LuaInteger integer) {
            writeInteger(out, integer.longValue());
        } else if (value instanceof LuaString string) {
            writeBytes(out, string.unwrap());
        } else if (value instanceof LuaFunction function) {
            write(out, WideCodec.FUNCTION, function.bytecode());
        } else if (value instanceof LuaTable table) {
            writeTable(out, table, depth + 1);
        } else if (value instanceof LuaDouble number) {
            out.writeByte(WideCodec.DOUBLE);
            out.writeDouble(number.doubleValue());
        } else if (value instanceof LuaBoolean bool) {
            out.writeByte(bool == LuaBoolean.TRUE ? WideCodec.TRUE : WideCodec.FALSE);
        } else if (value instanceof LuaNil) {
            out.writeByte(WideCodec.NIL);
        } else {
            throw new CodecException(
                    CodecError.UNENCODABLE,
                    value.type(),
                    "nil, a boolean, a number, a string, a function or a table of these");
        }
    }

    private void writeBytes(ByteOutput out, byte[] bytes) {
        write(out, WideCodec.STRING, bytes);
    }

    private void write(ByteOutput out, int tag, byte[] bytes) {
        checkRoom(out, bytes.length);
        out.writeByte(tag);
        out.writeInt(bytes.length);
        out.writeBytes(bytes);
    }

    private void writeTable(ByteOutput out, LuaTable table, int depth) {
        int number = numberOrAdd(table);
        if (number > 0) {
            out.writeByte(WideCodec.REFERENCE);
            out.writeInt(number);
            return;
        }
        if (depth > MAX_DEPTH) {
            throw new CodecException(CodecError.DEPTH, depth, "<= " + MAX_DEPTH);
        }
        int size = table.size();
        checkRoom(out, 2L * size);
        out.writeByte(WideCodec.TABLE);
        out.writeInt(size);
        for (int place = 0, places = table.placeCount(); place < places; place++) {
            LuaValue key = table.keyAt(place);
            if (key != null) {
                write(out, key, depth);
                write(out, table.valueAt(place), depth);
            }
        }
    }

    /** The number of a table that was begun before; else 0, and it has one now. */
    private int numberOrAdd(LuaTable table) {
        if (root == null) {
            root = table;
            return 0;
        }
        if (begun == null) {
            begun = new IdentityHashMap<>();
            begun.put(root, 1);
        }
        Integer known = begun.putIfAbsent(table, begun.size() + 1);
        return known == null ? 0 : known;
    }

    private void checkRoom(ByteOutput out, long more) {
        long length = (long) out.length() - firstIndex + more;
        if (length > maxLength) {
            throw new CodecException(
                    CodecError.SIZE_LIMIT, "a payload of " + length + " bytes or more", "<= " + maxLength);
        }
    }
}
