package io.perigee.bench.growth;

import io.perigee.RpcPeer;
import io.perigee.bench.Child;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The JVM that calls: warms up, measures, and prints calls per second. */
final class GrowthClient {
    private GrowthClient() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        long warmUpMillis = Long.parseLong(args[1]);
        long measureMillis = Long.parseLong(args[2]);
        var load = Load.parse(args, 3);
        String[] names = Load.names(load.called());
        var chains = new ArrayList<CallChain>();
        for (int c = 0; c < load.connections(); c++) {
            var peer = RpcPeer.newClient("127.0.0.1", port);
            for (int i = 0; i < load.inFlight(); i++) {
                chains.add(new CallChain(peer, names, chains.size()));
            }
        }
        chains.forEach(CallChain::next);
        TimeUnit.MILLISECONDS.sleep(warmUpMillis);
        long callsBefore = calls(chains);
        long start = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(measureMillis);
        long elapsed = System.nanoTime() - start;
        Child.say(Double.toString((calls(chains) - callsBefore) * 1e9 / elapsed));
        Runtime.getRuntime().halt(0);
    }

    private static long calls(List<CallChain> chains) {
        return chains.stream().mapToLong(CallChain::calls).sum();
    }
}
