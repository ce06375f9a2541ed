package io.perigee.peer;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecException;
import io.perigee.codec.ValueWriter;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of calls, in two steps.
 *
 * <p>Converting may run code of the program, which may call in turn, so it comes before the first byte is written. Most
 * arguments are integers, and need no conversion.
 */
final class Arguments {
    static final Object[] NONE = {};

    static final int NUMBER_BYTES = 9;

    private Arguments() {}

    /**
     * Converts what is no integer.
     *
     * @return integers and Lua values, for {@link #write}
     * @throws IllegalArgumentException if an object has no Lua counterpart
     */
    static @Nullable Object[] convert(@Nullable Object[] args) {
        for (Object arg : args) {
            if (!isInteger(arg)) {
                return LuaValues.from(args).toList().toArray();
            }
        }
        return args;
    }

    /**
     * True if these can be written later as well as now: they do not change, and every codec has a form for them, of no more
     * than {@value #NUMBER_BYTES} bytes each.
     *
     * @param converted integers and Lua values
     */
    static boolean arePlain(@Nullable Object[] converted) {
        for (Object arg : converted) {
            if (!(arg instanceof Integer || (arg instanceof Long number && LuaInteger.fitsDouble(number)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInteger(@Nullable Object arg) {
        return arg instanceof Integer || arg instanceof Long;
    }

    /**
     * @throws CodecException if a value has no form on the wire
     */
    static void write(ByteOutput out, ValueWriter writer, @Nullable Object[] converted) {
        for (Object arg : converted) {
            // Final classes first: to learn that an integer is no LuaValue, the JVM looks through all its interfaces.
            if (arg instanceof Integer integer) {
                writer.writeInteger(out, integer);
            } else if (arg instanceof Long integer) {
                writer.writeInteger(out, integer);
            } else if (arg instanceof LuaValue value) {
                writer.write(out, value);
            }
        }
    }
}
