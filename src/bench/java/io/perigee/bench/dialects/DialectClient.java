package io.perigee.bench.dialects;

import io.perigee.RpcOptions;
import io.perigee.RpcTarget;
import io.perigee.bench.Child;
import io.perigee.bench.InFlight;
import io.perigee.bench.OneAtATime;
import io.perigee.bench.Rates;
import io.perigee.remote.RpcClient;
import java.util.function.IntPredicate;

/** The JVM that calls: warms up and says so, waits for a line, then measures and says what it found. */
final class DialectClient {
    private static final String ADD = "add";

    /** Beyond what the JVM and the library keep ready as objects. */
    private static final int FIRST_ARGUMENT = 100_000;

    private final long warmUpMillis;
    private final long settleMillis;
    private final long measureMillis;
    private final int inFlight;

    private DialectClient(long warmUpMillis, long settleMillis, long measureMillis, int inFlight) {
        this.warmUpMillis = warmUpMillis;
        this.settleMillis = settleMillis;
        this.measureMillis = measureMillis;
        this.inFlight = inFlight;
    }

    public static void main(String[] args) throws Exception {
        var client = new DialectClient(
                Long.parseLong(args[2]), Long.parseLong(args[3]), Long.parseLong(args[4]), Integer.parseInt(args[5]));
        if (End.valueOf(args[0]) == End.PERIGEE) {
            try (RpcClient peer = RpcTarget.parse(args[1]).connect(RpcOptions.DEFAULT)) {
                client.measure(peer);
            }
        } else {
            client.measure(new PlainClient(args[1]));
        }
        System.exit(0);
    }

    private void measure(RpcClient peer) throws Exception {
        IntPredicate call = n -> peer.call(ADD, FIRST_ARGUMENT, n).asInt() == FIRST_ARGUMENT + n;
        // As long, both ways together, as the plain client has for its only one.
        OneAtATime.callsPerSecond(ADD, call, warmUpMillis);
        inFlight(peer).callsPerSecond(0, warmUpMillis);
        awaitMove();
        double waiting = oneAtATime(call);
        Child.say(new Rates(waiting, inFlight(peer).callsPerSecond(settleMillis, measureMillis)).line());
    }

    private void measure(PlainClient peer) throws Exception {
        IntPredicate call = n -> peer.add(FIRST_ARGUMENT, n) == FIRST_ARGUMENT + n;
        OneAtATime.callsPerSecond(ADD, call, 2 * warmUpMillis);
        awaitMove();
        Child.say(new Rates(oneAtATime(call), Double.NaN).line());
    }

    private static void awaitMove() throws Exception {
        Child.say("warm");
        System.in.read();
    }

    private double oneAtATime(IntPredicate call) {
        OneAtATime.callsPerSecond(ADD, call, settleMillis);
        return OneAtATime.callsPerSecond(ADD, call, measureMillis);
    }

    private InFlight inFlight(RpcClient peer) {
        return new InFlight(
                ADD,
                n -> peer.callAsync(ADD, FIRST_ARGUMENT, n),
                (results, n) -> results.asInt() == FIRST_ARGUMENT + n,
                inFlight);
    }
}
