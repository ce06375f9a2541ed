package io.perigee.gateway.zmq;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The clients of which nothing more should be read, and since when. For one thread. */
final class StalledClients {
    /** The time for which a client may keep others waiting. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Map<ClientConnection, Long> sinceNanos = new HashMap<>();

    boolean isEmpty() {
        return sinceNanos.isEmpty();
    }

    /** False if it had stalled before, and has not gone on since. */
    boolean add(ClientConnection client, long nowNanos) {
        return sinceNanos.putIfAbsent(client, nowNanos) == null;
    }

    void remove(ClientConnection client) {
        sinceNanos.remove(client);
    }

    /** Whether its time is over: that of one stall, not of several together. */
    boolean isOverdue(ClientConnection client, long nowNanos) {
        Long since = sinceNanos.get(client);
        return since != null && nowNanos - since >= PATIENCE_NANOS;
    }
}
