package io.perigee.isolation;

import io.perigee.codec.BigEndian;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ValueReader;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads values in the form of {@link WideCodec}, from a process that may have been taken over: every length is checked
 * against the bytes that are there before anything is allocated for it.
 */
final class WideReader implements ValueReader {
    private static final byte[] NO_BYTES = {};

    /** Of a table that says that it has more; it grows as they come. */
    private static final int ROOM_AT_FIRST = 1024;

    private final DecodeLimits limits;
    private final List<LuaTable> begun = new ArrayList<>();

    private byte[] in = NO_BYTES;
    private int start;
    private int pos;
    private int end;
    private int depth;
    private int nodes;

    WideReader(DecodeLimits limits) {
        this.limits = limits;
    }

    @Override
    public void attach(byte[] bytes, int from, int to) {
        in = bytes;
        start = from;
        pos = from;
        end = to;
    }

    @Override
    public void detach() {
        attach(NO_BYTES, 0, 0);
    }

    @Override
    public boolean hasNext() {
        return pos < end;
    }

    @Override
    public int position() {
        return pos;
    }

    @Override
    public void skip(int bytes) {
        need(bytes);
        pos += bytes;
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
    public LuaValues rest() {
        if (pos == end) {
            return LuaValues.empty();
        }
        var values = new ArrayList<LuaValue>();
        while (pos < end) {
            values.add(next());
        }
        return LuaValues.wrap(values.toArray(LuaValue[]::new));
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

    private void checkKey(LuaValue key, int at) {
        if (key == LuaNil.NIL) {
            throw error(CodecError.NIL_KEY, "nil", "a key that is neither nil nor nan", at);
        }
        if (key instanceof LuaDouble number && Double.isNaN(number.doubleValue())) {
            throw error(CodecError.NAN_KEY, "nan", "a key that is neither nil nor nan", at);
        }
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

    private int nextByte() {
        need(1);
        return in[pos++] & 0xff;
    }

    private int nextInt() {
        need(Integer.BYTES);
        int value = BigEndian.getInt(in, pos);
        pos += Integer.BYTES;
        return value;
    }

    private double nextDouble() {
        need(Double.BYTES);
        double value = BigEndian.getDouble(in, pos);
        pos += Double.BYTES;
        return value;
    }

    private void need(int bytes) {
        if (bytes < 0 || end - pos < bytes) {
            throw error(CodecError.TRUNCATED, end - pos + " bytes left", bytes + " more", pos);
        }
    }

    private CodecException error(CodecError error, Object found, String expected, int at) {
        return new CodecException(error, found, expected, at - start);
    }
}
