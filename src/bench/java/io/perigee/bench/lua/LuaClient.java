package io.perigee.bench.lua;

import io.perigee.RpcPeer;
import io.perigee.bench.Child;
import io.perigee.bench.Failures;
import java.util.concurrent.TimeUnit;

/** The JVM that calls: measures each operation in turn, both ways, and prints a line for each. */
final class LuaClient {
    private LuaClient() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        long warmUpMillis = Long.parseLong(args[1]);
        long measureMillis = Long.parseLong(args[2]);
        int inFlight = Integer.parseInt(args[3]);
        // Closed at the end: a Lua process serves until then.
        try (var peer = RpcPeer.newClient("127.0.0.1", port)) {
            for (Operation operation : Operation.values()) {
                var call = operation.prepare(peer);
                microsOneAtATime(operation, call, warmUpMillis);
                double micros = microsOneAtATime(operation, call, measureMillis);
                double rate = callsPerSecond(new InFlight(operation, call, inFlight), warmUpMillis, measureMillis);
                Child.say(new Speed(micros, rate).line());
            }
        }
        System.exit(0);
    }

    private static double microsOneAtATime(Operation operation, RemoteCall call, long millis) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        long start = System.nanoTime();
        long elapsed = 0;
        int calls = 0;
        while (elapsed < nanos) {
            if (!operation.isAnswer(call.waiting().apply(calls), calls)) {
                throw Failures.fatal(operation.title, null);
            }
            calls++;
            elapsed = System.nanoTime() - start;
        }
        return elapsed / 1e3 / calls;
    }

    private static double callsPerSecond(InFlight calls, long warmUpMillis, long measureMillis)
            throws InterruptedException {
        calls.start();
        TimeUnit.MILLISECONDS.sleep(warmUpMillis);
        long before = calls.answered();
        long start = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(measureMillis);
        long elapsed = System.nanoTime() - start;
        double rate = (calls.answered() - before) * 1e9 / elapsed;
        calls.stop();
        return rate;
    }
}
