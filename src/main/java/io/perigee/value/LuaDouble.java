package io.perigee.value;

import org.jspecify.annotations.Nullable;

/** A number held as a double. NaN equals NaN here, so that values can be compared; it is never a table key. */
public final class LuaDouble implements LuaNumber, Comparable<LuaDouble> {
    private final double value;

    private LuaDouble(double value) {
        this.value = value;
    }

    public static LuaDouble of(double value) {
        return new LuaDouble(value);
    }

    @Override
    public double doubleValue() {
        return value;
    }

    @Override
    public boolean isInteger() {
        // The range check comes first: (long) saturates, and 2^63 would come back equal.
        return value >= -0x1p63 && value < 0x1p63 && value == Math.rint(value);
    }

    @Override
    public long longValue() {
        if (!isInteger()) {
            throw new ArithmeticException("number: " + this + " (expected: an integer of 64 bits)");
        }
        return (long) value;
    }

    /** Orders as {@link Double#compare}. */
    @Override
    public int compareTo(LuaDouble other) {
        return Double.compare(value, other.value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (other instanceof LuaDouble number) {
            return value == number.value || (Double.isNaN(value) && Double.isNaN(number.value));
        }
        return other instanceof LuaInteger && other.equals(this);
    }

    @Override
    public int hashCode() {
        return Hashing.mix(isInteger() ? (long) value : Double.doubleToLongBits(value));
    }

    /** As Lua 5.1 would print it where that is exact, else with every digit that matters. */
    @Override
    public String toString() {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (isInteger() && Math.abs(value) < 1e15) {
            return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
        }
        return Double.toString(value);
    }
}
