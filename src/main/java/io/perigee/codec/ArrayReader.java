package io.perigee.codec;

import io.perigee.value.LuaDouble;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import org.jspecify.annotations.Nullable;

/** A reader's place in the array that it reads, whatever the codec. For one thread at a time. */
public abstract class ArrayReader implements ValueReader {
    private static final byte[] NO_BYTES = {};

    protected byte[] in = NO_BYTES;
    protected int pos;
    protected int end;
    private int start;

    protected final DecodeLimits limits;

    /** What the values that are still to be read may take of the heap. */
    private long memory;

    private final ManyValues many = new ManyValues();

    protected ArrayReader(DecodeLimits limits) {
        this.limits = limits;
    }

    @Override
    public void attach(byte[] bytes, int from, int to) {
        if (in != bytes) {
            // Payloads come many to an array, and a reference costs collectors more to change than to compare.
            in = bytes;
        }
        start = from;
        pos = from;
        end = to;
        memory = limits.memory(to - from);
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

    /**
     * Counts what is about to be allocated for a value, see {@link HeapCost}.
     *
     * @throws CodecException if the values of this payload would take more than they may
     */
    protected final void charge(int bytes, int at) {
        memory -= bytes;
        if (memory < 0) {
            long most = limits.memory(end - start);
            throw error(CodecError.MEMORY, most - memory + " bytes of the heap", "<= " + most, at);
        }
    }

    /** A table with room for so many elements of an array and so many pairs with other keys. */
    protected final LuaTable newTable(int elements, int pairs, int at) {
        charge(HeapCost.table(elements, pairs), at);
        return new LuaTable(elements, pairs);
    }

    /**
     * Counts what a table has grown by, if it had no room for the pair that was put into it last.
     *
     * @param index of the pair among those of the table, from 1
     * @param key null for an element of an array
     * @param room for how many pairs the table had room: elements if it is positive, others if it is negative
     */
    protected final void chargeGrowth(LuaTable table, int index, @Nullable LuaValue key, int room, int at) {
        if (index <= -room) {
            if (!(key instanceof LuaString)) {
                // A number may be the next element of an array, for which there is no room.
                charge(HeapCost.GROWN_PAIR, at);
            }
            return;
        }
        int others = index - table.length();
        if (others > 0 || index > room) {
            charge(others == 1 ? HeapCost.FIRST_GROWN_PAIR : HeapCost.GROWN_PAIR, at);
        }
    }

    /** The object of the peer whose number comes next. */
    protected final LuaUserdata sendersObject(ObjectReferences objects, int at) {
        int number = nextInt();
        charge(HeapCost.OBJECT, at);
        try {
            return LuaUserdata.of(objects.peers(number));
        } catch (CodecException e) {
            throw e.at(at - start);
        }
    }

    /** Our own object whose number comes next. */
    protected final LuaUserdata receiversObject(ObjectReferences objects, int at) {
        int number = nextInt();
        charge(HeapCost.OBJECT, at);
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

    /** A number that may be one of those that are kept. */
    protected final LuaInteger integer(int value, int at) {
        charge(HeapCost.NUMBER, at);
        return LuaInteger.of(value);
    }

    protected final LuaInteger integer(long value, int at) {
        charge(HeapCost.NUMBER, at);
        return LuaInteger.of(value);
    }

    protected final LuaDouble number(double value, int at) {
        charge(HeapCost.NUMBER, at);
        return LuaDouble.of(value);
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
