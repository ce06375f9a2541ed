package io.perigee.gateway;

import io.perigee.transport.EventLoops;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One timer for the deadlines of all calls of a client. Thread-safe.
 *
 * <p>With equal time-outs each new deadline is later than the one that the timer is set for, so that a call costs no timer of
 * its own; when it fires, the calls that are left tell when it is needed next.
 */
final class Deadlines {
    private final Set<OutboundCall> due = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private boolean armed;
    private long armedForNanos;

    /** Ends the call when its time has passed, unless it has ended before. */
    void watch(OutboundCall call) {
        due.add(call);
        var unused = call.result().whenComplete((results, failure) -> due.remove(call));
        arm(call.deadlineNanos());
    }

    private synchronized void arm(long deadlineNanos) {
        if (armed && armedForNanos - deadlineNanos <= 0) {
            return;
        }
        armed = true;
        armedForNanos = deadlineNanos;
        var unused =
                EventLoops.schedule(() -> fire(deadlineNanos), deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void fire(long firedNanos) {
        synchronized (this) {
            if (armed && armedForNanos == firedNanos) {
                armed = false;
            }
        }
        long now = System.nanoTime();
        OutboundCall next = null;
        for (OutboundCall call : due) {
            if (call.deadlineNanos() - now <= 0) {
                call.timeOut();
            } else if (next == null || call.deadlineNanos() - next.deadlineNanos() < 0) {
                next = call;
            }
        }
        if (next != null) {
            arm(next.deadlineNanos());
        }
    }
}
