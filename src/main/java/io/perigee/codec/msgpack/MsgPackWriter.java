package io.perigee.codec.msgpack;

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
import org.msgpack.core.MessagePack.Code;

/**
 * Writes values straight into their output.
 *
 * <p>Without the packer of msgpack-core, which has a buffer of its own to be copied from; what it has of the format, the
 * codes, is used.
 */
public final class MsgPackWriter extends BoundedWriter {
    /** What a value may become where nobody says how much a payload may. */
    private static final int MAX_BYTES_UNTOLD = 64 << 20;

    private final ObjectReferences objects;
    private final Profile profile;

    MsgPackWriter(ObjectReferences objects, Profile profile) {
        super(MAX_BYTES_UNTOLD);
        this.objects = objects;
        this.profile = profile;
    }

    @Override
    protected byte[] encodeName(byte[] name) {
        checkNul(name);
        var out = new ByteOutput(1 + Integer.BYTES + name.length);
        writeStringHead(out, name.length);
        out.writeBytes(name);
        return out.toByteArray();
    }

    /**
     * Writes the head of an array, behind which {@code elements} values are to be written.
     *
     * <p>For dialects in which an array is a list of arguments or results, so that a nil in it counts.
     */
    public void writeArray(ByteOutput out, int elements) {
        if (elements < 16) {
            out.writeByte(Code.FIXARRAY_PREFIX | elements);
        } else {
            writeCount(out, Code.ARRAY16, Code.ARRAY32, elements);
        }
    }

    @Override
    public void write(ByteOutput out, LuaValue value) {
        if (value instanceof LuaTable table) {
            try {
                writeTable(out, table, 1);
            } finally {
                leaveAll();
            }
        } else if (value instanceof LuaUserdata userdata && profile.objects()) {
            writeObject(out, userdata.object());
        } else {
            writeScalar(out, value);
        }
    }

    private void writeNested(ByteOutput out, LuaValue value, int depth) {
        if (value instanceof LuaTable table) {
            writeTable(out, table, depth);
        } else {
            writeScalar(out, value);
        }
    }

    private void writeScalar(ByteOutput out, LuaValue value) {
        if (value instanceof LuaInteger integer) {
            writeInteger(out, integer.longValue());
        } else if (value instanceof LuaString string) {
            writeString(out, string);
        } else if (value instanceof LuaDouble number) {
            writeDouble(out, number.doubleValue());
        } else if (value instanceof LuaBoolean bool) {
            out.writeByte(bool == LuaBoolean.TRUE ? Code.TRUE : Code.FALSE);
        } else if (value instanceof LuaNil) {
            out.writeByte(Code.NIL);
        } else if (value instanceof LuaFunction) {
            throw new CodecException(CodecError.UNENCODABLE, "function", "no functions in MessagePack");
        } else {
            throw new CodecException(
                    CodecError.UNENCODABLE,
                    value.type(),
                    profile.objects()
                            ? "no object inside a table: references are for top level"
                            : "no objects in this dialect");
        }
    }

    @Override
    public void writeInteger(ByteOutput out, long value) {
        if (value >= -32 && value <= 127) {
            out.writeByte((int) value);
        } else if (value >= 0) {
            writeUnsigned(out, value);
        } else {
            writeNegative(out, value);
        }
    }

    private static void writeUnsigned(ByteOutput out, long value) {
        if (value <= 0xff) {
            writeHead(out, Code.UINT8, Byte.BYTES, (int) value);
        } else if (value <= 0xffff) {
            writeHead(out, Code.UINT16, Short.BYTES, (int) value);
        } else if (value <= 0xffff_ffffL) {
            writeHead(out, Code.UINT32, Integer.BYTES, (int) value);
        } else {
            writeLong(out, Code.UINT64, value);
        }
    }

    private static void writeNegative(ByteOutput out, long value) {
        if (value >= Byte.MIN_VALUE) {
            writeHead(out, Code.INT8, Byte.BYTES, (int) value);
        } else if (value >= Short.MIN_VALUE) {
            writeHead(out, Code.INT16, Short.BYTES, (int) value);
        } else if (value >= Integer.MIN_VALUE) {
            writeHead(out, Code.INT32, Integer.BYTES, (int) value);
        } else {
            writeLong(out, Code.INT64, value);
        }
    }

    /** A double stays one, if whole or not: peers tell 3.0 from 3. */
    private static void writeDouble(ByteOutput out, double value) {
        writeLong(out, Code.FLOAT64, Double.doubleToLongBits(value));
    }

    private void writeString(ByteOutput out, LuaString string) {
        byte[] bytes = string.unwrap();
        checkRoom(out, bytes.length);
        checkNul(bytes);
        if (!profile.binary() || string.isUtf8()) {
            writeStringHead(out, bytes.length);
        } else if (bytes.length <= 0xff) {
            writeHead(out, Code.BIN8, Byte.BYTES, bytes.length);
        } else {
            writeCount(out, Code.BIN16, Code.BIN32, bytes.length);
        }
        out.writeBytes(bytes);
    }

    private static void writeStringHead(ByteOutput out, int length) {
        if (length < 32) {
            out.writeByte(Code.FIXSTR_PREFIX | length);
        } else if (length <= 0xff) {
            writeHead(out, Code.STR8, Byte.BYTES, length);
        } else {
            writeCount(out, Code.STR16, Code.STR32, length);
        }
    }

    private void checkNul(byte[] bytes) {
        if (!profile.nul()) {
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == 0) {
                    throw new CodecException(
                            CodecError.NUL_BYTE,
                            "byte " + i + " of a string",
                            "no byte 00: the peer's strings end there");
                }
            }
        }
    }

    private void writeObject(ByteOutput out, Object object) {
        int atPeer = objects.numberAtPeer(object);
        int number = atPeer != 0 ? atPeer : objects.export(object);
        writeHead(out, Code.EXT8, Byte.BYTES, Profile.OBJECT_LENGTH);
        out.writeByte(Profile.OBJECT);
        out.writeByte(atPeer != 0 ? Profile.RECEIVERS_OBJECT : Profile.SENDERS_OBJECT);
        out.writeInt(number);
    }

    private void writeTable(ByteOutput out, LuaTable table, int depth) {
        if (isOpen(table, depth - 1)) {
            throw new CodecException(
                    CodecError.CYCLE, "a table inside of itself", "a tree: MessagePack has no references");
        }
        enter(table, depth);
        if (profile.arrays() && table.isList()) {
            writeList(out, table, depth);
        } else {
            writeMap(out, table, depth);
        }
    }

    private void writeList(ByteOutput out, LuaTable table, int depth) {
        int length = table.length();
        checkRoom(out, length);
        writeArray(out, length);
        for (int i = 0; i < length; i++) {
            writeNested(out, table.valueAt(i), depth + 1);
        }
    }

    private void writeMap(ByteOutput out, LuaTable table, int depth) {
        int size = table.size();
        checkRoom(out, 2 * size);
        if (size < 16) {
            out.writeByte(Code.FIXMAP_PREFIX | size);
        } else {
            writeCount(out, Code.MAP16, Code.MAP32, size);
        }
        int pairs = 0;
        for (int place = 0, places = table.placeCount(); place < places; place++) {
            LuaValue key = table.keyAt(place);
            if (key != null) {
                writeNested(out, key, depth + 1);
                writeNested(out, table.valueAt(place), depth + 1);
                pairs++;
            }
        }
        if (pairs != size) {
            throw new ConcurrentModificationException("a table that changed while it was written");
        }
    }

    /** A count that a single byte has no room for. */
    private static void writeCount(ByteOutput out, int code16, int code32, int count) {
        if (count <= 0xffff) {
            writeHead(out, code16, Short.BYTES, count);
        } else {
            writeHead(out, code32, Integer.BYTES, count);
        }
    }

    // What belongs together is appended at once: each append is a check for room.

    private static void writeHead(ByteOutput out, int code, int size, int number) {
        int at = out.append(1 + size);
        byte[] bytes = out.array();
        bytes[at] = (byte) code;
        switch (size) {
            case Byte.BYTES -> bytes[at + 1] = (byte) number;
            case Short.BYTES -> BigEndian.putShort(bytes, at + 1, number);
            default -> BigEndian.putInt(bytes, at + 1, number);
        }
    }

    private static void writeLong(ByteOutput out, int code, long number) {
        int at = out.append(1 + Long.BYTES);
        byte[] bytes = out.array();
        bytes[at] = (byte) code;
        BigEndian.putLong(bytes, at + 1, number);
    }
}
