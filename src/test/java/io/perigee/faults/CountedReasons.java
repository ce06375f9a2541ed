package io.perigee.faults;

import io.perigee.observe.RpcListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Why connections ended, with how often, and nothing else: there are many calls. */
final class CountedReasons implements RpcListener {
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    @Override
    public void onDisconnected(String peer, String reason) {
        counts.merge(reason, 1, Integer::sum);
    }

    /** Those since the last time. */
    Map<String, Integer> take() {
        var taken = new HashMap<String, Integer>();
        // One by one: what comes meanwhile is in this time or in the next one.
        List.copyOf(counts.keySet()).forEach(reason -> taken.put(reason, counts.remove(reason)));
        return taken;
    }
}
