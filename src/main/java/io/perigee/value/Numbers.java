package io.perigee.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Numbers that lose nothing on their way, in both directions. */
final class Numbers {
    private Numbers() {}

    static long integer(LuaValue value, Walk walk) {
        if (value instanceof LuaNumber number) {
            if (number.isInteger()) {
                return number.longValue();
            }
            throw walk.error(number.toString(), "integer");
        }
        throw walk.mismatch(value, "integer");
    }

    /** An integer of so many bits, its sign among them. */
    static long integer(LuaValue value, Walk walk, int bits) {
        String expected = "integer of " + bits + " bits";
        if (value instanceof LuaNumber number) {
            if (number.isInteger()) {
                long integer = number.longValue();
                int unused = Long.SIZE - bits;
                if (integer << unused >> unused == integer) {
                    return integer;
                }
            }
            throw walk.error(number.toString(), expected);
        }
        throw walk.mismatch(value, expected);
    }

    static double number(LuaValue value, Walk walk) {
        if (value instanceof LuaNumber number) {
            return number.doubleValue();
        }
        throw walk.mismatch(value, "number");
    }

    /** A Long where that is exact, else a Double: the same for 3 and 3.0, which are equal in Lua. */
    static Number natural(LuaNumber number) {
        double d = number.doubleValue();
        boolean minusZero = d == 0 && 1 / d < 0;
        if (number.isInteger() && !minusZero) {
            return number.longValue();
        }
        return d;
    }

    static BigInteger bigInteger(LuaValue value, Walk walk) {
        if (value instanceof LuaInteger integer) {
            return BigInteger.valueOf(integer.longValue());
        }
        double d = number(value, walk);
        if (d == Math.rint(d) && !Double.isInfinite(d)) {
            return new BigDecimal(d).toBigInteger();
        }
        throw walk.error(value.toString(), "integer");
    }

    static BigDecimal bigDecimal(LuaValue value, Walk walk) {
        if (value instanceof LuaInteger integer) {
            return BigDecimal.valueOf(integer.longValue());
        }
        double d = number(value, walk);
        if (Double.isNaN(d) || Double.isInfinite(d)) {
            throw walk.error(value.toString(), "finite number");
        }
        return BigDecimal.valueOf(d);
    }

    static LuaValue from(BigInteger big, Walk walk) {
        if (big.bitLength() < Long.SIZE) {
            return LuaInteger.of(big.longValue());
        }
        double d = big.doubleValue();
        if (!Double.isInfinite(d) && new BigDecimal(d).toBigInteger().equals(big)) {
            return LuaDouble.of(d);
        }
        throw inexact(big.bitLength() + " bits", walk);
    }

    static LuaValue from(BigDecimal big, Walk walk) {
        double d = big.doubleValue();
        if (Double.isInfinite(d)) {
            throw inexact("1e" + (big.precision() - 1L - big.scale()), walk);
        }
        // As decimal text first: nobody means the binary fraction by 0.1.
        if (BigDecimal.valueOf(d).compareTo(big) == 0 || new BigDecimal(d).compareTo(big) == 0) {
            boolean integral = d == Math.rint(d) && Math.abs(d) < 0x1p63;
            return integral ? LuaInteger.of((long) d) : LuaDouble.of(d);
        }
        try {
            return LuaInteger.of(big.longValueExact());
        } catch (ArithmeticException e) {
            throw inexact(big.precision() + " digits", walk);
        }
    }

    private static ValueException inexact(String size, Walk walk) {
        return walk.error("number of " + size, "a number that a long or a double holds exactly");
    }
}
