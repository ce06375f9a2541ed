package io.perigee.bench.codec;

import java.io.PrintStream;
import java.util.Locale;

/** What others have measured elsewhere: for orientation, since neither machine nor values are those of this run. */
final class StatedFigures {
    private static final int C_ENCODE_NANOS = 1_315;
    private static final int C_DECODE_NANOS = 514;

    private StatedFigures() {}

    static void print(PrintStream out, double argumentsNanos) {
        int both = C_ENCODE_NANOS + C_DECODE_NANOS;
        out.printf(
                Locale.ROOT,
                "%nStated, of another machine: the luatobin in C of the Lua module, arguments of a small call, %,d + %,d ns;"
                        + " luatobin here is %.1f times as fast.%n",
                C_ENCODE_NANOS,
                C_DECODE_NANOS,
                both / argumentsNanos);
    }
}
