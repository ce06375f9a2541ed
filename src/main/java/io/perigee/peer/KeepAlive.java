package io.perigee.peer;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.remote.WellKnown;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices a peer that stopped answering, though the protocol has no ping: a call to a name that nobody has is answered
 * all the same.
 *
 * <p>A peer is dead when nothing came from it for one interval, and nothing for another after it was asked. Confined to
 * the event loop.
 */
final class KeepAlive {
    private final PeerConnection connection;
    private final Channel channel;
    private final long intervalNanos;
    private long heardNanos;
    private @Nullable ScheduledFuture<?> timer;

    KeepAlive(PeerConnection connection, Channel channel, long intervalNanos) {
        this.connection = connection;
        this.channel = channel;
        this.intervalNanos = intervalNanos;
    }

    void start() {
        heard();
        schedule(intervalNanos);
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Something came from the peer. */
    void heard() {
        heardNanos = connection.nanoTime();
    }

    private void schedule(long delayNanos) {
        if (connection.isOpen()) {
            timer = channel.eventLoop().schedule(this::check, delayNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void check() {
        long silentNanos = connection.nanoTime() - heardNanos;
        if (silentNanos < intervalNanos) {
            schedule(intervalNanos - silentNanos);
            return;
        }
        long heardBefore = heardNanos;
        connection
                .handover()
                .call(WellKnown.PING, Arguments.NONE, intervalNanos)
                .whenComplete((results, failure) -> asked(heardBefore, failure));
    }

    private void asked(long heardBefore, @Nullable Throwable failure) {
        if (heardNanos != heardBefore) {
            // The answer, or another sign of life: the next question is due an interval after it.
            check();
            return;
        }
        // Where all numbers are taken the ping was not sent: so many calls have asked already.
        boolean unanswered =
                failure instanceof RpcTimeoutException && channel.config().isAutoRead();
        if (unanswered) {
            connection.close("keep-alive: no answer within " + TimeUnit.NANOSECONDS.toMillis(intervalNanos) + " ms");
        } else {
            schedule(intervalNanos);
        }
    }
}
