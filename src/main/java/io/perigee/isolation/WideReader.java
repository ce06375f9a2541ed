package io.perigee.isolation;

import io.perigee.codec.ArrayReader;
import io.perigee.codec.BigEndian;
import io.perigee.codec.CodecError;
import io.perigee.codec.DecodeLimits;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads values in the form of {@link WideCodec}, from a process that may have been taken over: every length is checked
 * against the bytes that are there before anything is allocated for it.
 */
final class WideReader extends ArrayReader {

    /** Of a table that says that it has more; it grows as they come. */
    private static final int ROOM_AT_FIRST = 1024;

    private final List<LuaTable> begun = new ArrayList<>();

    private int depth;
    private int nodes;

    WideReader(DecodeLimits limits) {
        super(limits);
    }

    @Override
    public int nextName() {
        int at = pos;
        int tag = nextByte();
        if (tag != WideCodec.STRING) {
            throw error(CodecError.BAD_NAME, "tag " + tag, "a string, tag " + WideCodec.STRING, at);
        }
        return nextCount(1, at);
    }

    @Override
    public LuaValue next() {
        depth = 0;
        nodes = 0;
        try {
            return read();
        } finally {
            begun.clear();
        }
    }

    private LuaValue read() {
        int at = pos;
        int tag = nextByte();
        if (++nodes > limits.maxNodes()) {
            throw error(CodecError.NODES, nodes, "<= " + limits.maxNodes(), at);
        }
        return switch (tag) {
            case WideCodec.NIL -> LuaNil.NIL;
            case WideCodec.FALSE -> LuaBoolean.FALSE;
            case WideCodec.TRUE -> LuaBoolean.TRUE;
            case WideCodec.INT -> LuaInteger.of(nextInt());
            case WideCodec.LONG -> LuaInteger.of(((long) nextInt() << Integer.SIZE) | (nextInt() & 0xffff_ffffL));
            case WideCodec.DOUBLE -> LuaDouble.of(nextDouble());
            case WideCodec.STRING -> nextString(at);
            case WideCodec.TABLE -> nextTable(at);
            case WideCodec.REFERENCE -> nextReference(at);
            case WideCodec.FUNCTION -> LuaFunction.ofBytecode(nextString(at).unwrap());
            default -> throw error(CodecError.UNKNOWN_TAG, tag, "0 to " + WideCodec.FUNCTION, at);
        };
    }

    private LuaString nextString(int at) {
        int length = nextCount(1, at);
        pos += length;
        return LuaString.wrap(Arrays.copyOfRange(in, pos - length, pos));
    }

    private LuaTable nextTable(int at) {
        if (++depth > limits.maxDepth()) {
            throw error(CodecError.DEPTH, depth, "<= " + limits.maxDepth(), at);
        }
        int pairs = nextCount(2, at);
        int room = Math.min(pairs, ROOM_AT_FIRST);
        boolean isList =
                room > 0 && end - pos > Integer.BYTES && in[pos] == WideCodec.INT && BigEndian.getInt(in, pos + 1) == 1;
        var table = new LuaTable(isList ? room : 0, isList ? 0 : room);
        begun.add(table);
        for (int i = 0; i < pairs; i++) {
            int keyAt = pos;
            LuaValue key = read();
            checkKey(key, keyAt);
            table.put(key, read());
        }
        depth--;
        return table;
    }

    private LuaTable nextReference(int at) {
        int number = nextInt();
        if (number < 1 || number > begun.size()) {
            throw error(CodecError.BAD_REFERENCE, number, "1 to " + begun.size(), at);
        }
        return begun.get(number - 1);
    }

    /** A count of things of which each takes at least {@code bytesEach} of the bytes that are left. */
    private int nextCount(int bytesEach, int at) {
        int count = nextInt();
        int most = (end - pos) / bytesEach;
        if (count < 0 || count > most) {
            throw error(CodecError.TRUNCATED, Integer.toUnsignedLong(count), "<= " + most + " in these bytes", at);
        }
        return count;
    }
}
