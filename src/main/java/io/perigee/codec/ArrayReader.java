package io.perigee.codec;

import io.perigee.value.LuaDouble;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;

/** A reader's place in the array that it reads, whatever the codec. For one thread at a time. */
public abstract class ArrayReader implements ValueReader {
    private static final byte[] NO_BYTES = {};

    protected byte[] in = NO_BYTES;
    protected int pos;
    protected int end;
    private int start;

    private final ManyValues many = new ManyValues();

    @Override
    public void attach(byte[] bytes, int from, int to) {
        if (in != bytes) {
            // Payloads come many to an array, and a reference costs collectors more to change than to compare.
            in = bytes;
        }
        start = from;
        pos = from;
        end = to;
    }

    @Override
    public final void detach() {
        if (in != NO_BYTES) {
            in = NO_BYTES;
            pos = 0;
            end = 0;
        }
    }

    @Override
    public final boolean hasNext() {
        return pos < end;
    }

    @Override
    public final int position() {
        return pos;
    }

    @Override
    public final void skip(int bytes) {
        need(bytes);
        pos += bytes;
    }

    @Override
    public final LuaValues rest() {
        if (pos == end) {
            return LuaValues.empty();
        }
        LuaValue first = next();
        if (pos == end) {
            return LuaValues.of(first);
        }
        LuaValue second = next();
        if (pos == end) {
            return LuaValues.of(first, second);
        }
        LuaValue third = next();
        return pos == end
                ? LuaValues.wrap(new LuaValue[] {first, second, third})
                : many.rest(first, second, third, this);
    }

    /** The next byte, unsigned. */
    protected final int nextByte() {
        need(1);
        return in[pos++] & 0xff;
    }

    /** The next two bytes, unsigned. */
    protected final int nextShort() {
        need(Short.BYTES);
        int value = BigEndian.getUnsignedShort(in, pos);
        pos += Short.BYTES;
        return value;
    }

    protected final int nextInt() {
        need(Integer.BYTES);
        int value = BigEndian.getInt(in, pos);
        pos += Integer.BYTES;
        return value;
    }

    protected final long nextLong() {
        need(Long.BYTES);
        long value = BigEndian.getLong(in, pos);
        pos += Long.BYTES;
        return value;
    }

    protected final double nextDouble() {
        return Double.longBitsToDouble(nextLong());
    }

    /**
     * @throws CodecException if there are not so many bytes
     */
    protected final void need(int bytes) {
        if (bytes < 0 || end - pos < bytes) {
            throw error(CodecError.TRUNCATED, end - pos + " bytes left", bytes + " more", pos);
        }
    }

    /** The object of the peer whose number comes next. */
    protected final LuaUserdata sendersObject(ObjectReferences objects, int at) {
        int number = nextInt();
        try {
            return LuaUserdata.of(objects.peers(number));
        } catch (CodecException e) {
            throw e.at(at - start);
        }
    }

    /** Our own object whose number comes next. */
    protected final LuaUserdata receiversObject(ObjectReferences objects, int at) {
        int number = nextInt();
        try {
            return LuaUserdata.of(objects.own(number));
        } catch (CodecException e) {
            throw e.at(at - start);
        }
    }

    /**
     * @throws CodecException if Lua has no such key
     */
    protected final void checkKey(LuaValue key, int at) {
        if (key == LuaNil.NIL) {
            throw error(CodecError.NIL_KEY, "nil", "a key that is neither nil nor nan", at);
        }
        if (key instanceof LuaDouble number && Double.isNaN(number.doubleValue())) {
            throw error(CodecError.NAN_KEY, "nan", "a key that is neither nil nor nan", at);
        }
    }

    /** An error at an index of the array. */
    protected final CodecException error(CodecError error, Object found, String expected, int at) {
        return new CodecException(error, found, expected, at - start);
    }

    /** A byte as messages show it. */
    protected static String hex(int value) {
        return String.format("%02x", value & 0xff);
    }
}
