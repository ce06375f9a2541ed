package io.perigee.value;

/**
 * A Lua number: an integer of 64 bits or a double, equal when they denote the same number, as in Lua.
 *
 * <p>Lua 5.1 and LuaJIT know doubles alone; Lua 5.3 and later know both. {@code 3} and {@code 3.0} are equal here, have
 * the same hash and are the same table key.
 */
public sealed interface LuaNumber extends LuaValue permits LuaInteger, LuaDouble {

    /** The nearest double. */
    double doubleValue();

    /** True if {@link #longValue} gives this very number. */
    boolean isInteger();

    /**
     * The number as a long.
     *
     * @throws ArithmeticException if no long is equal to it
     */
    long longValue();

    @Override
    default LuaType type() {
        return LuaType.NUMBER;
    }
}
