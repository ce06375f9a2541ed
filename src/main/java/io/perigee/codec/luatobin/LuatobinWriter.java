package io.perigee.codec.luatobin;

import io.netty.buffer.ByteBuf;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueWriter;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import java.util.Arrays;

/** Writes values as the Lua module would, and refuses what it would damage silently. */
final class LuatobinWriter implements ValueWriter {
    private static final int MAX_DEPTH = DecodeLimits.DEFAULT.maxDepth();
    private static final int MAX_BYTES_WITH_REPETITION = 16 << 20;

    private final ObjectReferences objects;
    private final SeenValues seen = new SeenValues();
    private final RecentNames names = new RecentNames();

    /** Where the current top-level value begins. */
    private int start;

    /** Where the payload begins, and how long it may become. */
    private int firstIndex;

    private int maxLength = Integer.MAX_VALUE;

    /** The tables that the current one is inside of, outermost first. */
    private final LuaTable[] open = new LuaTable[MAX_DEPTH + 1];

    LuatobinWriter(ObjectReferences objects) {
        this.objects = objects;
    }

    @Override
    public void begin(ByteBuf out, int maxBytes) {
        firstIndex = out.writerIndex();
        maxLength = maxBytes;
    }

    @Override
    public void writeName(ByteBuf out, String name) {
        byte[] bytes = names.bytes(name);
        checkLength(CodecError.STRING_LIMIT, bytes.length);
        out.writeByte(Tag.STRING).writeShort(bytes.length).writeBytes(bytes);
    }

    @Override
    public void write(ByteBuf out, LuaValue value) {
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

    private void writeScalar(ByteBuf out, LuaValue value) {
        if (value instanceof LuaInteger integer) {
            writeInteger(out, integer.longValue());
        } else if (value instanceof LuaNil) {
            out.writeByte(Tag.NIL);
        } else if (value instanceof LuaBoolean bool) {
            out.writeByte(Tag.BOOLEAN).writeByte(bool == LuaBoolean.TRUE ? 1 : 0);
        } else if (value instanceof LuaDouble number) {
            writeDouble(out, number.doubleValue());
        } else if (value instanceof LuaFunction function) {
            writeFunction(out, function);
        } else {
            throw new CodecException(
                    CodecError.UNENCODABLE, value.type(), "no object inside a table: references are for top level");
        }
    }

    @Override
    public void writeInteger(ByteBuf out, long value) {
        if ((int) value == value) {
            out.writeByte(Tag.INT).writeInt((int) value);
        } else if (LuaInteger.of(value).fitsDouble()) {
            out.writeByte(Tag.DOUBLE).writeDouble((double) value);
        } else {
            throw new CodecException(CodecError.INTEGER_RANGE, value, "an integer that a double holds exactly");
        }
    }

    /** Whole numbers go as integers, as Lua 5.1 sends them; all but -0.0, which an integer would lose. */
    private static void writeDouble(ByteBuf out, double value) {
        int whole = (int) value;
        if (whole == value && (whole != 0 || Double.doubleToRawLongBits(value) == 0)) {
            out.writeByte(Tag.INT).writeInt(whole);
        } else {
            out.writeByte(Tag.DOUBLE).writeDouble(value);
        }
    }

    private void writeString(ByteBuf out, LuaString string) {
        checkLength(CodecError.STRING_LIMIT, string.length());
        checkRoom(out, string.length());
        out.writeByte(Tag.STRING).writeShort(string.length()).writeBytes(string.unwrap());
    }

    private static void writeFunction(ByteBuf out, LuaFunction function) {
        checkLength(CodecError.FUNCTION_LIMIT, function.length());
        out.writeByte(Tag.FUNCTION).writeShort(function.length()).writeBytes(function.bytecode());
    }

    private void writeObject(ByteBuf out, Object object) {
        int atPeer = objects.numberAtPeer(object);
        if (atPeer != 0) {
            out.writeByte(Tag.RECEIVERS_OBJECT).writeInt(atPeer);
        } else {
            out.writeByte(Tag.SENDERS_OBJECT).writeInt(objects.export(object));
        }
    }

    private void writeGraph(ByteBuf out, LuaTable table) {
        start = out.writerIndex();
        try {
            seen.numberOrAdd(table);
            writeTable(out, table, 1);
        } finally {
            seen.clear();
            Arrays.fill(open, null);
        }
    }

    private void writeTable(ByteBuf out, LuaTable table, int depth) {
        if (depth > MAX_DEPTH) {
            throw new CodecException(CodecError.DEPTH, depth, "<= " + MAX_DEPTH);
        }
        checkLength(CodecError.TABLE_LIMIT, table.size());
        checkRoom(out, 2 * table.size());
        open[depth] = table;
        out.writeByte(Tag.TABLE).writeShort(table.size());
        table.forEach((key, value) -> {
            writeNested(out, key, depth);
            writeNested(out, value, depth);
        });
    }

    private void writeNested(ByteBuf out, LuaValue value, int depth) {
        if (!(value instanceof LuaString || value instanceof LuaTable || value instanceof LuaFunction)) {
            writeScalar(out, value);
            return;
        }
        int number = seen.numberOrAdd(value);
        if (number != 0 && number <= Tag.MAX_REFERENCE) {
            out.writeByte(Tag.REFERENCE).writeShort(number);
            return;
        }
        if (number != 0) {
            checkRepetition(out);
        }
        if (value instanceof LuaString string) {
            writeString(out, string);
        } else if (value instanceof LuaTable table) {
            refuseCycle(table, depth);
            writeTable(out, table, depth + 1);
        } else {
            writeScalar(out, value);
        }
    }

    /**
     * What has a number too high for a reference is written in full each time, and so is all that is in it: a few tables
     * that share one another would become more bytes than there are.
     */
    private void checkRepetition(ByteBuf out) {
        int bytes = out.writerIndex() - start;
        if (bytes > MAX_BYTES_WITH_REPETITION) {
            throw new CodecException(
                    CodecError.REFERENCE_LIMIT,
                    bytes + " bytes with repeated values",
                    "<= " + MAX_BYTES_WITH_REPETITION + " behind the first " + Tag.MAX_REFERENCE + " values");
        }
    }

    /** A table comes here again only if its number is too high for a reference, and then a cycle has no end. */
    private void refuseCycle(LuaTable table, int depth) {
        for (int i = 1; i <= depth; i++) {
            if (open[i] == table) {
                throw new CodecException(
                        CodecError.REFERENCE_LIMIT,
                        "a cycle",
                        "one through the first " + Tag.MAX_REFERENCE + " values");
            }
        }
    }

    private void checkRoom(ByteBuf out, int more) {
        int length = out.writerIndex() - firstIndex;
        if (length > maxLength - more) {
            throw new CodecException(
                    CodecError.SIZE_LIMIT, "a payload of more than " + length + " bytes", "<= " + maxLength);
        }
    }

    private static void checkLength(CodecError limit, int length) {
        if (length > Tag.MAX_LENGTH) {
            throw new CodecException(limit, length, "<= " + Tag.MAX_LENGTH);
        }
    }
}
