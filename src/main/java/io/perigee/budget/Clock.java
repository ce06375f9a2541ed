package io.perigee.budget;

import io.perigee.observe.Limit;
import io.perigee.remote.Nanos;
import io.perigee.transport.EventLoops;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks through the connections of a server for those whose time is up. One timer for all, which runs while there are any:
 * one for each connection would cost each read more than the read.
 */
final class Clock {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** How much later than its time a connection may end: a quarter of it. */
    private static final int PART = 4;

    private final Set<Share> shares;
    private final long firstFrameNanos;
    private final long idleNanos;
    private final long sendNanos;
    private final AtomicBoolean running = new AtomicBoolean();

    Clock(ServerLimits limits, Set<Share> shares) {
        this.shares = shares;
        firstFrameNanos = Nanos.of(limits.firstFrameTimeout());
        idleNanos = Nanos.of(limits.idleTimeout());
        sendNanos = Nanos.of(limits.sendTimeout());
    }

    boolean watchesSilence() {
        return firstFrameNanos > 0 || idleNanos > 0;
    }

    void start() {
        if ((watchesSilence() || sendNanos > 0) && !running.get() && running.compareAndSet(false, true)) {
            schedule();
        }
    }

    private void schedule() {
        long least = LONGEST_NANOS;
        for (long nanos : new long[] {firstFrameNanos, idleNanos, sendNanos}) {
            if (nanos > 0) {
                least = Math.min(least, nanos / PART);
            }
        }
        EventLoops.schedule(this::look, Math.max(SHORTEST_NANOS, least), TimeUnit.NANOSECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        for (Share share : shares) {
            look(share, now);
        }
        if (shares.isEmpty()) {
            running.set(false);
            if (shares.isEmpty()) {
                return;
            }
            // One came in between, and may have found the clock running.
            start();
        } else {
            schedule();
        }
    }

    private void look(Share share, long now) {
        if (sendNanos > 0) {
            share.lookAtUnsent();
        }
        if (isOver(share.stuckNanos(now), sendNanos)) {
            share.end(Limit.SEND_TIME, share.unsentBytes() + " bytes wait (expected: to be taken" + within(sendNanos));
        } else if (isOver(share.strangeNanos(now), firstFrameNanos)) {
            share.end(Limit.FIRST_FRAME_TIME, "none (expected: a whole frame" + within(firstFrameNanos));
        } else if (isOver(share.silentNanos(now), idleNanos)) {
            share.holder().ifIdle(() -> share.end(Limit.IDLE_TIME, "silence (expected: a frame" + within(idleNanos)));
        }
    }

    private static boolean isOver(long nanos, long limit) {
        return limit > 0 && nanos > limit;
    }

    private static String within(long nanos) {
        return " within " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms)";
    }
}
