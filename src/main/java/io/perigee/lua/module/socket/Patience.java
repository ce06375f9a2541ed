package io.perigee.lua.module.socket;

import io.perigee.value.LuaNumber;
import io.perigee.value.LuaValue;

/**
 * How long an operation may wait: a socket's two timeouts, in seconds; negative for as long as it takes.
 *
 * @param block for each wait of it, or for the whole if there is no total
 * @param total for all of it
 */
record Patience(double block, double total) {
    static final Patience ENDLESS = new Patience(-1, -1);

    /** Nobody waits longer; far from what overflows. */
    private static final double MAX_SECONDS = 1e9;

    static Patience of(LuaValue block, LuaValue total) {
        return new Patience(seconds(block), seconds(total));
    }

    static Patience ofTotal(LuaValue seconds) {
        return new Patience(-1, seconds(seconds));
    }

    private static double seconds(LuaValue value) {
        return value instanceof LuaNumber number ? number.doubleValue() : -1;
    }

    boolean isNone() {
        return block == 0 || total == 0;
    }

    /** When the wait that begins now ends, for an operation that began at {@code begin}; {@code MAX_VALUE} for never. */
    long deadlineNanos(long begin, long now) {
        long whole = total < 0 ? Long.MAX_VALUE : begin + nanos(total);
        long step = block < 0 ? Long.MAX_VALUE : (total < 0 ? begin : now) + nanos(block);
        return Math.min(whole, step);
    }

    private static long nanos(double seconds) {
        return (long) (Math.min(seconds, MAX_SECONDS) * 1e9);
    }
}
