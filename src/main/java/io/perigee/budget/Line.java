package io.perigee.budget;

import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/** Connections that wait, in the order in which they came. Thread-safe. */
final class Line {
    private final LinkedHashSet<Share> shares = new LinkedHashSet<>();

    /** What nearly always holds costs no lock: it is asked at the end of each call. */
    private volatile boolean empty = true;

    /** False if it is in the line already: it stays where it is. */
    synchronized boolean add(Share share) {
        empty = false;
        return shares.add(share);
    }

    /** False if it is not in the line, or not any more. */
    boolean remove(Share share) {
        return !empty && removeOne(share);
    }

    private synchronized boolean removeOne(Share share) {
        boolean removed = shares.remove(share);
        empty = shares.isEmpty();
        return removed;
    }

    boolean contains(Share share) {
        return !empty && holds(share);
    }

    private synchronized boolean holds(Share share) {
        return shares.contains(share);
    }

    /** Who has waited longest, and stays in the line. */
    @Nullable
    Share first() {
        return empty ? null : oldest();
    }

    private synchronized @Nullable Share oldest() {
        return shares.isEmpty() ? null : shares.iterator().next();
    }
}
