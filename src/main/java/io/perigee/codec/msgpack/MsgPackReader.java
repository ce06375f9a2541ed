package io.perigee.codec.msgpack;

import io.perigee.codec.ArrayReader;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.HeapCost;
import io.perigee.codec.ObjectReferences;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.util.Arrays;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack.Code;

/**
 * Reads values from bytes that may be hostile: every count is checked against the bytes that are there before anything is
 * allocated for it, and so is the depth.
 *
 * <p>The unpacker of msgpack-core is no help here: what it allocates, and how deep it goes, is for the peer to say.
 */
public final class MsgPackReader extends ArrayReader {

    /** The numbers from -32 to 127 are their own format. */
    private static final int LEAST_FIXINT = -32;

    /** Below the highest bit of an unsigned integer of 64 bits, a double has room for 52 more. */
    private static final long BEYOND_DOUBLE = 0x7ff;

    private final ObjectReferences objects;
    private final Profile profile;

    /** Of the whole payload: a value may take a single byte here, so that there may be very many. */
    private int nodes;

    MsgPackReader(DecodeLimits limits, ObjectReferences objects, Profile profile) {
        super(limits);
        this.objects = objects;
        this.profile = profile;
    }

    @Override
    public void attach(byte[] bytes, int from, int to) {
        super.attach(bytes, from, to);
        nodes = 0;
    }

    @Override
    public int nextName() {
        int at = pos;
        byte tag = (byte) nextByte();
        if (Code.isFixStr(tag)) {
            return checkCount(tag & 0x1f, 1, "bytes", at);
        }
        return switch (MessageFormat.valueOf(tag)) {
            case STR8, BIN8 -> checkCount(nextByte(), 1, "bytes", at);
            case STR16, BIN16 -> checkCount(nextShort(), 1, "bytes", at);
            case STR32, BIN32 -> checkCount(nextUnsignedInt(), 1, "bytes", at);
            default -> throw error(CodecError.BAD_NAME, "tag " + hex(tag), "a string, tag a0 to bf or d9 to db", at);
        };
    }

    /**
     * Steps over the head of an array, and tells how many elements follow; -1 if what comes next is no array, and then
     * steps over nothing.
     *
     * <p>For dialects in which an array is a list of arguments or results, so that a nil in it counts.
     *
     * @throws CodecException if the bytes are too few for so many elements
     */
    public int nextArray() {
        int at = pos;
        byte tag = (byte) nextByte();
        switch (MessageFormat.valueOf(tag)) {
            case FIXARRAY -> {
                return checkCount(tag & 0xf, 1, "elements", at);
            }
            case ARRAY16 -> {
                return checkCount(nextShort(), 1, "elements", at);
            }
            case ARRAY32 -> {
                return checkCount(nextUnsignedInt(), 1, "elements", at);
            }
            default -> {
                pos = at;
                return -1;
            }
        }
    }

    @Override
    public LuaValue next() {
        charge(HeapCost.ITEM, pos);
        return next(0, 0);
    }

    /**
     * @param depth how many tables the value is inside of
     * @param owed bytes that the tables around need at least for what is still to come in them
     */
    private LuaValue next(int depth, int owed) {
        int at = pos;
        byte tag = (byte) nextByte();
        if (++nodes > limits.maxNodes()) {
            throw error(CodecError.NODES, nodes, "<= " + limits.maxNodes(), at);
        }
        // What most values are, without a look at the table of formats.
        if (tag >= LEAST_FIXINT) {
            return LuaInteger.of((int) tag);
        }
        if (Code.isFixStr(tag)) {
            return nextString(tag & 0x1f, at);
        }
        return switch (MessageFormat.valueOf(tag)) {
            case POSFIXINT, NEGFIXINT -> LuaInteger.of((int) tag);
            case FIXMAP -> nextMap(tag & 0xf, depth, owed, at);
            case FIXARRAY -> nextList(tag & 0xf, depth, owed, at);
            case FIXSTR -> nextString(tag & 0x1f, at);
            case NIL -> LuaNil.NIL;
            case BOOLEAN -> LuaBoolean.of(tag == Code.TRUE);
            case BIN8, STR8 -> nextString(nextByte(), at);
            case BIN16, STR16 -> nextString(nextShort(), at);
            case BIN32, STR32 -> nextString(nextUnsignedInt(), at);
            case FLOAT32 -> number(Float.intBitsToFloat(nextInt()), at);
            case FLOAT64 -> number(nextDouble(), at);
            case UINT8 -> LuaInteger.of(nextByte());
            case UINT16 -> integer(nextShort(), at);
            case UINT32 -> integer(nextUnsignedInt(), at);
            case UINT64 -> unsigned(nextLong(), at);
            case INT8 -> LuaInteger.of((int) (byte) nextByte());
            case INT16 -> integer((short) nextShort(), at);
            case INT32 -> integer(nextInt(), at);
            case INT64 -> integer(nextLong(), at);
            case ARRAY16 -> nextList(nextShort(), depth, owed, at);
            case ARRAY32 -> nextList(nextUnsignedInt(), depth, owed, at);
            case MAP16 -> nextMap(nextShort(), depth, owed, at);
            case MAP32 -> nextMap(nextUnsignedInt(), depth, owed, at);
            case FIXEXT1, FIXEXT2, FIXEXT4, FIXEXT8, FIXEXT16 -> nextExtension(1 << (tag - Code.FIXEXT1), depth, at);
            case EXT8 -> nextExtension(nextByte(), depth, at);
            case EXT16 -> nextExtension(nextShort(), depth, at);
            case EXT32 -> nextExtension(nextUnsignedInt(), depth, at);
            case NEVER_USED -> throw error(CodecError.UNKNOWN_TAG, hex(tag), "any but c1", at);
        };
    }

    private LuaValue unsigned(long bits, int at) {
        if (bits >= 0) {
            return integer(bits, at);
        }
        if ((bits & BEYOND_DOUBLE) != 0) {
            throw error(
                    CodecError.INTEGER_RANGE,
                    Long.toUnsignedString(bits),
                    "<= " + Long.MAX_VALUE + ", or what a double holds exactly",
                    at);
        }
        return number((bits >>> 1) * 2.0, at);
    }

    private LuaString nextString(long bytes, int at) {
        int length = checkCount(bytes, 1, "bytes", at);
        charge(HeapCost.string(length), at);
        int from = pos;
        pos += length;
        return LuaString.wrap(Arrays.copyOfRange(in, from, pos));
    }

    private LuaTable nextList(long elements, int depth, int owed, int at) {
        checkDepth(depth + 1, at);
        int count = checkCount(elements, 1, "elements", at);
        int likely = likely(count, 1, owed);
        LuaTable table = newTable(likely, 0, at);
        int pairs = 0;
        for (int i = 1; i <= count; i++) {
            LuaValue value = next(depth + 1, owed + count - i);
            if (value != LuaNil.NIL) {
                table.put(i, value);
                chargeGrowth(table, ++pairs, null, likely, at);
            }
        }
        return table;
    }

    private LuaTable nextMap(long pairs, int depth, int owed, int at) {
        checkDepth(depth + 1, at);
        int count = checkCount(pairs, 2, "pairs", at);
        int likely = likely(count, 2, owed);
        // Peers that have no arrays send lists as maps; the first key tells.
        boolean isList = count > 0 && in[pos] == 1;
        LuaTable table = newTable(isList ? likely : 0, isList ? 0 : likely, at);
        for (int i = 1; i <= count; i++) {
            int keyAt = pos;
            int left = owed + 2 * (count - i);
            LuaValue key = next(depth + 1, left + 1);
            checkKey(key, keyAt);
            table.put(key, next(depth + 1, left));
            chargeGrowth(table, i, key, isList ? likely : -likely, keyAt);
        }
        return table;
    }

    /**
     * How many elements there can be behind what the tables around still need, and within the limit of nodes: lies in
     * tables within tables do not add up.
     */
    private int likely(int count, int bytesEach, int owed) {
        int room = Math.max(0, Math.min(end - pos - owed, limits.maxNodes() - nodes));
        return Math.min(count, room / bytesEach);
    }

    private void checkDepth(int depth, int at) {
        if (depth > limits.maxDepth()) {
            throw error(CodecError.DEPTH, depth, "<= " + limits.maxDepth(), at);
        }
    }

    private LuaValue nextExtension(long bytes, int depth, int at) {
        need(1);
        int type = in[pos++];
        int length = checkCount(bytes, 1, "bytes", at);
        boolean isObject = profile.objects() && depth == 0 && type == Profile.OBJECT && length == Profile.OBJECT_LENGTH;
        int mark = isObject ? nextByte() : 0;
        return switch (mark) {
            case Profile.SENDERS_OBJECT -> sendersObject(objects, at);
            case Profile.RECEIVERS_OBJECT -> receiversObject(objects, at);
            default ->
                throw error(
                        CodecError.EXTENSION,
                        "type " + type + " of " + length + " bytes",
                        profile.objects() ? "no extension but object references at top level" : "none",
                        at);
        };
    }

    private long nextUnsignedInt() {
        return nextInt() & 0xffff_ffffL;
    }

    /** A count that the bytes that are left do not suffice for is a lie. */
    private int checkCount(long count, int bytesEach, String what, int at) {
        int most = (end - pos) / bytesEach;
        if (count > most) {
            throw error(CodecError.TRUNCATED, count + " " + what, "at most " + most + " in these bytes", at);
        }
        return (int) count;
    }
}
