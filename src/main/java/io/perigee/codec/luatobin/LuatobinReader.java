package io.perigee.codec.luatobin;

import io.perigee.codec.ArrayReader;
import io.perigee.codec.BigEndian;
import io.perigee.codec.CodecError;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.HeapCost;
import io.perigee.codec.ObjectReferences;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads values from bytes that may be hostile: every length is checked against the bytes that are there before anything
 * is allocated for it.
 */
final class LuatobinReader extends ArrayReader {
    private static final @Nullable LuaValue[] NO_VALUES = {};
    private static final int[] NO_PLACES = {};
    private static final int KEPT_CAPACITY = 1024;

    /** Of a value that references can name, in the arrays below, with what is thrown away as they grow. */
    private static final int COST_OF_PLACE = 32;

    private final ObjectReferences objects;

    /**
     * What references of the current top-level value can name, in order of appearance: where it begins.
     *
     * <p>A place costs less than the value: to put a new object into an old array is work for collectors, and few strings
     * are ever referred to. Those that are, and all tables and functions, are in {@link #seen} as well.
     */
    private int[] places = NO_PLACES;

    private int seenCount;

    /** By number, up to the highest of those that are there; null for others. */
    private @Nullable LuaValue[] seen = NO_VALUES;

    private int seenEnd;
    private int depth;
    private int nodes;

    LuatobinReader(DecodeLimits limits, ObjectReferences objects) {
        super(limits);
        this.objects = objects;
    }

    @Override
    public int nextName() {
        int at = pos;
        int tag = nextByte();
        if (tag == Tag.REFERENCE) {
            // The name is a value of its own, so that there is nothing yet that it could refer to.
            nextReference(at);
        }
        if (tag != Tag.STRING) {
            throw error(CodecError.BAD_NAME, "tag " + hex(tag), "a string, tag 04", at);
        }
        return nextLength(CodecError.STRING_LIMIT, at);
    }

    @Override
    public LuaValue next() {
        int at = pos;
        int tag = nextByte();
        charge(HeapCost.ITEM, at);
        return switch (tag) {
            case Tag.INT -> integer(nextInt(), at);
            case Tag.STRING -> nextString(at);
            case Tag.TABLE, Tag.REFERENCE -> nextGraph(tag, at);
            case Tag.SENDERS_OBJECT -> sendersObject(objects, at);
            case Tag.RECEIVERS_OBJECT -> receiversObject(objects, at);
            default -> scalar(tag, at);
        };
    }

    private LuaValue scalar(int tag, int at) {
        return switch (tag) {
            case Tag.NIL -> LuaNil.NIL;
            case Tag.BOOLEAN -> nextBoolean(at);
            case Tag.DOUBLE -> number(nextDouble(), at);
            case Tag.INT -> integer(nextInt(), at);
            case Tag.FUNCTION -> nextFunction(at);
            default -> throw error(CodecError.UNKNOWN_TAG, hex(tag), "00, 01, 03 to 07 or 14", at);
        };
    }

    private LuaBoolean nextBoolean(int at) {
        int value = nextByte();
        if (value > 1) {
            throw error(CodecError.BAD_BOOLEAN, hex(value), "00 or 01", at);
        }
        return LuaBoolean.of(value == 1);
    }

    private LuaString nextString(int at) {
        int length = nextLength(CodecError.STRING_LIMIT, at);
        charge(HeapCost.string(length), at);
        return LuaString.wrap(nextBytes(length));
    }

    private LuaFunction nextFunction(int at) {
        if (!limits.allowFunctions()) {
            throw error(CodecError.BYTECODE_REFUSED, "function", "no bytecode unless it is allowed", at);
        }
        int length = nextLength(CodecError.FUNCTION_LIMIT, at);
        charge(HeapCost.function(length), at);
        return LuaFunction.ofBytecode(nextBytes(length));
    }

    /** The only values with references in them; numbering starts afresh for each, so scalars need no book-keeping. */
    private LuaValue nextGraph(int tag, int at) {
        nodes = 1;
        depth = 0;
        try {
            return tag == Tag.TABLE ? nextTable(at, 0) : nextReference(at);
        } finally {
            forgetSeen();
        }
    }

    /**
     * @param owed bytes that the tables around need at least for the pairs that are still to come
     */
    private LuaValue nested(int owed) {
        int at = pos;
        int tag = nextByte();
        if (++nodes > limits.maxNodes()) {
            throw error(CodecError.NODES, nodes, "<= " + limits.maxNodes(), at);
        }
        return switch (tag) {
            case Tag.STRING -> {
                rememberPlace(at);
                yield nextString(at);
            }
            case Tag.TABLE -> nextTable(at, owed);
            case Tag.FUNCTION -> remember(nextFunction(at), at);
            case Tag.REFERENCE -> nextReference(at);
            default -> scalar(tag, at);
        };
    }

    private LuaTable nextTable(int at, int owed) {
        if (++depth > limits.maxDepth()) {
            throw error(CodecError.DEPTH, depth, "<= " + limits.maxDepth(), at);
        }
        int pairs = nextShort();
        if (pairs > Tag.MAX_LENGTH) {
            throw error(CodecError.TABLE_LIMIT, pairs, "<= " + Tag.MAX_LENGTH, at);
        }
        // A pair takes two bytes at least, so a larger count is a lie.
        if (pairs > (end - pos) / 2) {
            throw error(CodecError.TRUNCATED, pairs + " pairs", "at most " + (end - pos) / 2 + " in these bytes", at);
        }
        // Room for as many pairs as there can be behind what the tables around still need, so that lies add up to
        // nothing.
        int likely = Math.min(pairs, Math.max(0, (end - pos - owed) / 2));
        boolean isList = likely > 0 && beginsList();
        LuaTable table = remember(newTable(isList ? likely : 0, isList ? 0 : likely, at), at);
        for (int i = 1; i <= pairs; i++) {
            int keyAt = pos;
            int left = owed + 2 * (pairs - i);
            LuaValue key = nested(left + 1);
            checkKey(key, keyAt);
            table.put(key, nested(left));
            chargeGrowth(table, i, key, isList ? likely : -likely, keyAt);
        }
        depth--;
        return table;
    }

    /** The first key of a table tells whether its pairs are elements of an array. */
    private boolean beginsList() {
        return end - pos > Integer.BYTES && in[pos] == Tag.INT && BigEndian.getInt(in, pos + 1) == 1;
    }

    private LuaValue nextReference(int at) {
        int number = nextShort();
        if (number == 0 || number > seenCount) {
            throw error(CodecError.BAD_REFERENCE, number, "1 to " + seenCount, at);
        }
        LuaValue value = number <= seenEnd ? seen[number - 1] : null;
        return value == null ? readAgain(number) : value;
    }

    /** The string of this number, for the first reference to it; those that follow find it. */
    private LuaValue readAgain(int number) {
        int back = pos;
        int at = places[number - 1];
        pos = at + 1;
        LuaString string = nextString(at);
        pos = back;
        keep(string, number);
        return string;
    }

    private <T extends LuaValue> T remember(T value, int at) {
        rememberPlace(at);
        keep(value, seenCount);
        return value;
    }

    private void rememberPlace(int at) {
        charge(COST_OF_PLACE, at);
        if (seenCount == places.length) {
            places = Arrays.copyOf(places, Math.max(16, seenCount * 2));
        }
        places[seenCount++] = at;
    }

    private void keep(LuaValue value, int number) {
        if (number > seen.length) {
            seen = Arrays.copyOf(seen, Math.max(number, Math.max(16, seen.length * 2)));
        }
        seen[number - 1] = value;
        seenEnd = Math.max(seenEnd, number);
    }

    private void forgetSeen() {
        if (seen.length > KEPT_CAPACITY) {
            seen = NO_VALUES;
        } else {
            Arrays.fill(seen, 0, seenEnd, null);
        }
        if (places.length > KEPT_CAPACITY) {
            places = NO_PLACES;
        }
        seenCount = 0;
        seenEnd = 0;
    }

    private int nextLength(CodecError limit, int at) {
        int length = nextShort();
        if (length > Tag.MAX_LENGTH) {
            throw error(limit, length, "<= " + Tag.MAX_LENGTH, at);
        }
        need(length);
        return length;
    }

    private byte[] nextBytes(int length) {
        int from = pos;
        pos += length;
        return Arrays.copyOfRange(in, from, pos);
    }
}
