package io.perigee.codec.luatobin;

import io.perigee.codec.BigEndian;
import io.perigee.codec.BoundedWriter;
import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.ObjectReferences;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import java.util.ConcurrentModificationException;

/** Writes values as the Lua module would, and refuses what it would damage silently. */
final class LuatobinWriter extends BoundedWriter {
    private static final int MAX_BYTES_WITH_REPETITION = 16 << 20;

    private final ObjectReferences objects;
    private final SeenValues seen = new SeenValues();

    /** Where the current top-level value begins. */
    private int start;

    LuatobinWriter(ObjectReferences objects) {
        super(Integer.MAX_VALUE);
        this.objects = objects;
    }

    @Override
    protected byte[] encodeName(byte[] name) {
        checkLength(CodecError.STRING_LIMIT, name.length);
        var out = new ByteOutput(1 + Short.BYTES + name.length);
        writeBytes(out, Tag.STRING, name);
        return out.array();
    }

    @Override
    public void write(ByteOutput out, LuaValue value) {
        if (value instanceof LuaInteger integer) {
            writeInteger(out, integer.longValue());
        } else if (value instanceof LuaString string) {
            writeString(out, string);
        } else if (value instanceof LuaTable table) {
            writeGraph(out, table);
        } else if (value instanceof LuaUserdata userdata) {
            writeObject(out, userdata.object());
        } else {
            writeScalar(out, value);
        }
    }

    private void writeScalar(ByteOutput out, LuaValue value) {
        if (value instanceof LuaDouble number) {
            writeDouble(out, number.doubleValue());
        } else if (value instanceof LuaBoolean bool) {
            writeBoolean(out, bool == LuaBoolean.TRUE);
        } else if (value instanceof LuaNil) {
            out.writeByte(Tag.NIL);
        } else if (value instanceof LuaFunction function) {
            writeFunction(out, function.bytecode());
        } else {
            throw new CodecException(
                    CodecError.UNENCODABLE, value.type(), "no object inside a table: references are for top level");
        }
    }

    @Override
    public void writeInteger(ByteOutput out, long value) {
        if ((int) value == value) {
            writeInt(out, Tag.INT, (int) value);
        } else if (LuaInteger.fitsDouble(value)) {
            writeFloat(out, (double) value);
        } else {
            throw new CodecException(CodecError.INTEGER_RANGE, value, "an integer that a double holds exactly");
        }
    }

    /** Whole numbers go as integers, as Lua 5.1 sends them; all but -0.0, which an integer would lose. */
    private static void writeDouble(ByteOutput out, double value) {
        int whole = (int) value;
        if (whole == value && (whole != 0 || Double.doubleToRawLongBits(value) == 0)) {
            writeInt(out, Tag.INT, whole);
        } else {
            writeFloat(out, value);
        }
    }

    private void writeString(ByteOutput out, LuaString string) {
        checkLength(CodecError.STRING_LIMIT, string.length());
        checkRoom(out, string.length());
        writeBytes(out, Tag.STRING, string.unwrap());
    }

    private void writeFunction(ByteOutput out, byte[] bytecode) {
        checkLength(CodecError.FUNCTION_LIMIT, bytecode.length);
        checkRoom(out, bytecode.length);
        writeBytes(out, Tag.FUNCTION, bytecode);
    }

    private void writeObject(ByteOutput out, Object object) {
        int atPeer = objects.numberAtPeer(object);
        if (atPeer != 0) {
            writeInt(out, Tag.RECEIVERS_OBJECT, atPeer);
        } else {
            writeInt(out, Tag.SENDERS_OBJECT, objects.export(object));
        }
    }

    private void writeGraph(ByteOutput out, LuaTable table) {
        start = out.length();
        try {
            seen.begin(table);
            writeTable(out, table, 1);
        } finally {
            seen.clear();
            leaveAll();
        }
    }

    private void writeTable(ByteOutput out, LuaTable table, int depth) {
        int size = table.size();
        checkLength(CodecError.TABLE_LIMIT, size);
        checkRoom(out, 2 * size);
        enter(table, depth);
        out.writeByte(Tag.TABLE);
        out.writeShort(size);
        int pairs = 0;
        for (int place = 0, places = table.placeCount(); place < places; place++) {
            LuaValue key = table.keyAt(place);
            if (key != null) {
                writeNested(out, key, depth);
                writeNested(out, table.valueAt(place), depth);
                pairs++;
            }
        }
        if (pairs != size) {
            throw new ConcurrentModificationException("a table that changed while it was written");
        }
    }

    private void writeNested(ByteOutput out, LuaValue value, int depth) {
        if (value instanceof LuaString string) {
            int number = seen.numberOrAdd(out, Tag.STRING, string.unwrap(), string.hashCode());
            if (!writtenAsReference(out, number)) {
                writeString(out, string);
            }
        } else if (value instanceof LuaInteger integer) {
            writeInteger(out, integer.longValue());
        } else if (value instanceof LuaTable table) {
            if (!writtenAsReference(out, seen.numberOrAdd(table))) {
                refuseCycle(table, depth);
                writeTable(out, table, depth + 1);
            }
        } else if (value instanceof LuaFunction function) {
            byte[] bytecode = function.bytecode();
            if (!writtenAsReference(out, seen.numberOrAdd(out, Tag.FUNCTION, bytecode, function.hashCode()))) {
                writeFunction(out, bytecode);
            }
        } else {
            writeScalar(out, value);
        }
    }

    /**
     * @param number of the value if it was written before, else 0
     */
    private boolean writtenAsReference(ByteOutput out, int number) {
        if (number == 0) {
            return false;
        }
        if (number > Tag.MAX_REFERENCE) {
            checkRepetition(out);
            return false;
        }
        int at = out.append(1 + Short.BYTES);
        byte[] bytes = out.array();
        bytes[at] = Tag.REFERENCE;
        BigEndian.putShort(bytes, at + 1, number);
        return true;
    }

    /**
     * What has a number too high for a reference is written in full each time, and so is all that is in it: a few tables
     * that share one another would become more bytes than there are.
     */
    private void checkRepetition(ByteOutput out) {
        int bytes = out.length() - start;
        if (bytes > MAX_BYTES_WITH_REPETITION) {
            throw new CodecException(
                    CodecError.REFERENCE_LIMIT,
                    bytes + " bytes with repeated values",
                    "<= " + MAX_BYTES_WITH_REPETITION + " behind the first " + Tag.MAX_REFERENCE + " values");
        }
    }

    /** A table comes here again only if its number is too high for a reference, and then a cycle has no end. */
    private void refuseCycle(LuaTable table, int depth) {
        if (isOpen(table, depth)) {
            throw new CodecException(
                    CodecError.REFERENCE_LIMIT, "a cycle", "one through the first " + Tag.MAX_REFERENCE + " values");
        }
    }

    // The bytes of one scalar are appended at once: each append is a check for room.

    private static void writeInt(ByteOutput out, int tag, int value) {
        int at = out.append(1 + Integer.BYTES);
        byte[] bytes = out.array();
        bytes[at] = (byte) tag;
        BigEndian.putInt(bytes, at + 1, value);
    }

    private static void writeBoolean(ByteOutput out, boolean value) {
        int at = out.append(2);
        byte[] bytes = out.array();
        bytes[at] = Tag.BOOLEAN;
        bytes[at + 1] = (byte) (value ? 1 : 0);
    }

    private static void writeFloat(ByteOutput out, double value) {
        int at = out.append(1 + Double.BYTES);
        byte[] bytes = out.array();
        bytes[at] = Tag.DOUBLE;
        BigEndian.putDouble(bytes, at + 1, value);
    }

    private static void writeBytes(ByteOutput out, int tag, byte[] source) {
        int at = out.append(1 + Short.BYTES + source.length);
        byte[] bytes = out.array();
        bytes[at] = (byte) tag;
        BigEndian.putShort(bytes, at + 1, source.length);
        BigEndian.copy(source, 0, bytes, at + 1 + Short.BYTES, source.length);
    }

    private static void checkLength(CodecError limit, int length) {
        if (length > Tag.MAX_LENGTH) {
            throw new CodecException(limit, length, "<= " + Tag.MAX_LENGTH);
        }
    }
}
