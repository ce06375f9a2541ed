package io.perigee.bench.lua;

import io.perigee.RpcPeer;
import io.perigee.bench.Child;
import io.perigee.bench.InFlight;
import io.perigee.bench.OneAtATime;
import io.perigee.bench.Rates;
import java.util.function.IntPredicate;

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
                IntPredicate wait = n -> operation.isAnswer(call.waiting().apply(n), n);
                OneAtATime.callsPerSecond(operation.title, wait, warmUpMillis);
                double waiting = OneAtATime.callsPerSecond(operation.title, wait, measureMillis);
                double many = new InFlight(operation.title, call.async(), operation::isAnswer, inFlight)
                        .callsPerSecond(warmUpMillis, measureMillis);
                Child.say(new Rates(waiting, many).line());
            }
        }
        System.exit(0);
    }
}
