package io.perigee.bench.pieces;

import io.perigee.bench.Child;
import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;

/** The JVM that calls: warms up, prints a line, waits for one, measures and prints calls per second. */
final class PiecesClient {
    private PiecesClient() {}

    public static void main(String[] args) throws Exception {
        IntBinaryOperator call = PiecesCaller.valueOf(args[0]).connect(Integer.parseInt(args[1]));
        callsPerSecond(call, Long.parseLong(args[2]));
        Child.say("warm");
        System.in.read();
        Child.say(Double.toString(callsPerSecond(call, Long.parseLong(args[3]))));
        System.exit(0);
    }

    private static double callsPerSecond(IntBinaryOperator call, long millis) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        long start = System.nanoTime();
        long elapsed = 0;
        int calls = 0;
        while (elapsed < nanos) {
            int sum = call.applyAsInt(calls, 1);
            calls++;
            if (sum != calls) {
                throw new IllegalStateException("sum: " + sum + " (expected: " + calls + ")");
            }
            elapsed = System.nanoTime() - start;
        }
        return calls * 1e9 / elapsed;
    }
}
