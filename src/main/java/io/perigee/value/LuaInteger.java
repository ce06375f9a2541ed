package io.perigee.value;

import org.jspecify.annotations.Nullable;

/** A number that was an integer where it came from. */
public final class LuaInteger implements LuaNumber, Comparable<LuaInteger> {
    private static final int CACHE_LOW = -128;
    private static final int CACHE_HIGH = 1023;
    private static final LuaInteger[] CACHE = new LuaInteger[CACHE_HIGH - CACHE_LOW + 1];

    static {
        for (int i = 0; i < CACHE.length; i++) {
            CACHE[i] = new LuaInteger(CACHE_LOW + i);
        }
    }

    private final long value;

    private LuaInteger(long value) {
        this.value = value;
    }

    public static LuaInteger of(long value) {
        return value >= CACHE_LOW && value <= CACHE_HIGH ? CACHE[(int) value - CACHE_LOW] : new LuaInteger(value);
    }

    @Override
    public long longValue() {
        return value;
    }

    @Override
    public double doubleValue() {
        return value;
    }

    @Override
    public boolean isInteger() {
        return true;
    }

    /** True if a double holds this integer exactly. */
    public boolean fitsDouble() {
        double d = value;
        // 2^63 is what the largest longs round to, and (long) would round it back.
        return (long) d == value && d != 0x1p63;
    }

    /** Orders by value; what keeps hash tables fast when a peer sends colliding keys. */
    @Override
    public int compareTo(LuaInteger other) {
        return Long.compare(value, other.value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (other instanceof LuaInteger integer) {
            return value == integer.value;
        }
        return other instanceof LuaDouble number && number.isInteger() && number.longValue() == value;
    }

    @Override
    public int hashCode() {
        return Hashing.mix(value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
