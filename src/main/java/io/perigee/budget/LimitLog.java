package io.perigee.budget;

import io.perigee.observe.Limit;
import io.perigee.observe.RpcListener;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listener of each limit that is reached, and the log of the first in ten seconds: who can reach a limit can
 * reach it a million times, and must not fill a disk with it. Thread-safe.
 */
final class LimitLog {
    static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Logger DEFAULT = LoggerFactory.getLogger(ServerBudget.class);

    private final Logger log;
    private final @Nullable RpcListener listener;
    private final LongSupplier nanoTime;
    private final Map<Limit, Lines> lines = new EnumMap<>(Limit.class);

    LimitLog(@Nullable RpcListener listener) {
        this(DEFAULT, listener, System::nanoTime);
    }

    LimitLog(Logger log, @Nullable RpcListener listener, LongSupplier nanoTime) {
        this.log = log;
        this.listener = listener;
        this.nanoTime = nanoTime;
        for (Limit limit : Limit.values()) {
            lines.put(limit, new Lines());
        }
    }

    private static final class Lines {
        private boolean begun;
        private long lastNanos;
        private long suppressed;

        /** How many went unsaid before this one that is to be said; -1 if it is not. */
        synchronized long next(long nowNanos) {
            if (begun && nowNanos - lastNanos < INTERVAL_NANOS) {
                suppressed++;
                return -1;
            }
            begun = true;
            lastNanos = nowNanos;
            long unsaid = suppressed;
            suppressed = 0;
            return unsaid;
        }
    }

    /**
     * @param what in one line, which begins with the code of the limit
     */
    void reached(Limit limit, String peer, String what) {
        if (listener != null) {
            listener.onLimit(peer, limit);
        }
        Lines of = lines.get(limit);
        long unsaid = of == null ? -1 : of.next(nanoTime.getAsLong());
        if (unsaid > 0) {
            log.warn("{}: {}; {} more since the last such line", peer, what, unsaid);
        } else if (unsaid == 0) {
            log.warn("{}: {}", peer, what);
        }
    }

    /** A connection came to nothing, for the limit that was just reached. */
    void rejected(String peer, String reason) {
        if (listener != null) {
            listener.onRejected(peer, reason);
        }
    }
}
