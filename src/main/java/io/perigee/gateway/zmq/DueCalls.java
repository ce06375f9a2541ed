package io.perigee.gateway.zmq;

import io.perigee.codec.BigEndian;
import io.perigee.gateway.OutboundCall;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The calls of a client that have not ended, by their numbers. Thread-safe. */
final class DueCalls {
    private final Map<Long, DueCall> byNumber = new ConcurrentHashMap<>();
    private final Map<OutboundCall, DueCall> byCall = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private final Semaphore room;

    DueCalls(int most) {
        room = new Semaphore(most);
    }

    /** Enters a call; null if as many are due as may be. Numbers never come again, so that no answer finds another call. */
    @Nullable
    DueCall enter(OutboundCall call, byte[] content) {
        if (!room.tryAcquire()) {
            return null;
        }
        var due = new DueCall(last.incrementAndGet(), call, content);
        byNumber.put(due.number(), due);
        byCall.put(call, due);
        return due;
    }

    /** Takes out the call that an answer is for; null if nobody waits for it any more. */
    @Nullable
    DueCall take(byte[] correlation) {
        if (correlation.length != Long.BYTES) {
            return null;
        }
        DueCall due = byNumber.get(BigEndian.getLong(correlation, 0));
        return due != null && remove(due) ? due : null;
    }

    @Nullable
    DueCall take(OutboundCall call) {
        DueCall due = byCall.get(call);
        return due != null && remove(due) ? due : null;
    }

    boolean remove(DueCall due) {
        if (!byNumber.remove(due.number(), due)) {
            return false;
        }
        byCall.remove(due.call());
        room.release();
        return true;
    }

    List<DueCall> all() {
        return List.copyOf(byNumber.values());
    }
}
