package io.perigee.budget;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Connections that wait, in the order in which they came, also those that have been in another line since. */
final class Line {
    private final TreeMap<Long, Waiter> waiters = new TreeMap<>();

    void add(Waiter waiter) {
        waiters.put(waiter.ticket, waiter);
    }

    void remove(Waiter waiter) {
        waiters.remove(waiter.ticket);
    }

    boolean isEmpty() {
        return waiters.isEmpty();
    }

    /** Who has waited longest, and stays in the line. */
    @Nullable
    Waiter first() {
        Map.Entry<Long, Waiter> first = waiters.firstEntry();
        return first == null ? null : first.getValue();
    }
}
