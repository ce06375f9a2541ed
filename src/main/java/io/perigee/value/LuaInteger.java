package io.perigee.value;

import org.jspecify.annotations.Nullable;

/** A number that was an integer where it came from. */
public abstract sealed class LuaInteger implements LuaNumber, Comparable<LuaInteger> {
    private static final int CACHE_LOW = -128;
    private static final int CACHE_HIGH = 1023;
    private static final LuaInteger[] CACHE = new LuaInteger[CACHE_HIGH - CACHE_LOW + 1];

    static {
        for (int i = 0; i < CACHE.length; i++) {
            CACHE[i] = new Small(CACHE_LOW + i);
        }
    }

    private LuaInteger() {}

    public static LuaInteger of(long value) {
        int small = (int) value;
        return small == value ? of(small) : new Large(value);
    }

    public static LuaInteger of(int value) {
        return value >= CACHE_LOW && value <= CACHE_HIGH ? CACHE[value - CACHE_LOW] : new Small(value);
    }

    @Override
    public double doubleValue() {
        return longValue();
    }

    @Override
    public boolean isInteger() {
        return true;
    }

    /** True if a double holds this integer exactly. */
    public boolean fitsDouble() {
        return fitsDouble(longValue());
    }

    /** True if a double holds this integer exactly. */
    public static boolean fitsDouble(long value) {
        double d = value;
        // 2^63 is what the largest longs round to, and (long) would round it back.
        return (long) d == value && d != 0x1p63;
    }

    /** Orders by value; what keeps hash tables fast when a peer sends colliding keys. */
    @Override
    public int compareTo(LuaInteger other) {
        return Long.compare(longValue(), other.longValue());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (other instanceof LuaInteger integer) {
            return longValue() == integer.longValue();
        }
        return other instanceof LuaDouble number && number.isInteger() && number.longValue() == longValue();
    }

    @Override
    public int hashCode() {
        return Hashing.mix(longValue());
    }

    @Override
    public String toString() {
        return Long.toString(longValue());
    }

    /** Of 32 bits, as nearly all are: they take two thirds of the memory. */
    private static final class Small extends LuaInteger {
        private final int value;

        Small(int value) {
            this.value = value;
        }

        @Override
        public long longValue() {
            return value;
        }
    }

    private static final class Large extends LuaInteger {
        private final long value;

        Large(long value) {
            this.value = value;
        }

        @Override
        public long longValue() {
            return value;
        }
    }
}
