package io.perigee.budget;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Connections that wait for the same, in the order in which they are to have it. */
final class Line {
    private final TreeSet<Waiter> waiters;

    /** @param order by what does not change while they are in the line; those that are equal in this, as they came */
    Line(Comparator<Waiter> order) {
        waiters = new TreeSet<>(order.thenComparingLong(waiter -> waiter.ticket));
    }

    void add(Waiter waiter) {
        waiters.add(waiter);
    }

    void remove(Waiter waiter) {
        waiters.remove(waiter);
    }

    boolean isEmpty() {
        return waiters.isEmpty();
    }

    /** Whose turn it is, and who stays in the line. */
    @Nullable
    Waiter first() {
        return waiters.isEmpty() ? null : waiters.first();
    }
}
