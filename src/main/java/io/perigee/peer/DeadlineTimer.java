package io.perigee.peer;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One timer for the deadlines of a whole connection. Confined to its event loop.
 *
 * <p>With equal time-outs each new deadline is later than the one that is armed, so a call costs one comparison; when the
 * timer fires, the calls that are left tell when it is needed next.
 */
final class DeadlineTimer {
    private final EventLoop loop;
    private final Runnable onFire;
    private @Nullable ScheduledFuture<?> armed;
    private long armedForNanos;

    DeadlineTimer(EventLoop loop, Runnable onFire) {
        this.loop = loop;
        this.onFire = onFire;
    }

    void watch(long deadlineNanos) {
        if (armed != null) {
            if (armedForNanos - deadlineNanos <= 0) {
                return;
            }
            armed.cancel(false);
        }
        armedForNanos = deadlineNanos;
        armed = loop.schedule(this::fire, deadlineNanos - loop.ticker().nanoTime(), TimeUnit.NANOSECONDS);
    }

    boolean isArmed() {
        return armed != null;
    }

    /** When it fires; meaningful if it {@link #isArmed}. */
    long armedForNanos() {
        return armedForNanos;
    }

    private void fire() {
        armed = null;
        onFire.run();
    }

    void stop() {
        if (armed != null) {
            armed.cancel(false);
            armed = null;
        }
    }
}
