package io.perigee.peer;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The 256 numbers of one direction, each FREE, LIVE or QUARANTINED.
 *
 * <p>A call that was given up leaves its number in quarantine: its response may still come, and must not complete
 * whatever call would have the number by then. Only that response frees it, or the end of the connection; time does not.
 *
 * <p>One number may be reserved for the {@link DirectLane}: it is nobody else's, and LIVE as soon as the call that was
 * written with it is known here. Confined to the event loop.
 */
final class InFlightCalls {
    static final int CAPACITY = 256;

    /** The reserved number while there is none. */
    static final int NONE = -1;

    private static final int WORDS = CAPACITY / Long.SIZE;

    /** What a response finds at its number. */
    enum Found {
        NOTHING,
        RESERVED,
        LIVE,
        QUARANTINED
    }

    private static final @Nullable PendingCall[] NO_CALLS = {};
    private static final int FIRST_CAPACITY = 16;

    /** By number, as far as numbers were taken: most connections are idle, and a server may never call. */
    private @Nullable PendingCall[] live = NO_CALLS;

    /** One bit a number, set while it is free: the next one is found without a walk through the slots. */
    private final long[] free = new long[WORDS];

    private int next;
    private int liveCount;
    private int quarantinedCount;
    private int reserved = NONE;

    InFlightCalls() {
        Arrays.fill(free, -1L);
    }

    /** Takes the first free number from where the last search ended, for numbers run on as those of the Lua module do. */
    int take(PendingCall call) {
        int seq = takeNumber();
        if (seq >= 0) {
            enter(seq, call);
        }
        return seq;
    }

    private void enter(int seq, PendingCall call) {
        if (seq >= live.length) {
            live = Arrays.copyOf(live, seq < FIRST_CAPACITY ? FIRST_CAPACITY : CAPACITY);
        }
        live[seq] = call;
        liveCount++;
    }

    private @Nullable PendingCall liveAt(int seq) {
        return seq < live.length ? live[seq] : null;
    }

    private int takeNumber() {
        int seq = nextFree();
        if (seq >= 0) {
            free[seq >> 6] &= ~(1L << seq);
            next = (seq + 1) % CAPACITY;
        }
        return seq;
    }

    /** Reserves a number, which must be free while none is reserved yet. */
    void reserve() {
        reserved = takeNumber();
    }

    /** The number that is reserved, or {@link #NONE}. */
    int reserved() {
        return reserved;
    }

    /** The reserved number was used for this call: it is LIVE, and none is reserved any more. */
    int adopt(PendingCall call) {
        int seq = reserved;
        enter(seq, call);
        reserved = NONE;
        return seq;
    }

    /** The reserved number was not used: it is free again. */
    void unreserve() {
        free[reserved >> 6] |= 1L << reserved;
        next = reserved;
        reserved = NONE;
    }

    private int nextFree() {
        int word = next >> 6;
        long bits = free[word] & -1L << next;
        if (bits << (Long.SIZE - 1 - next) < 0) {
            // The very next one, as nearly always.
            return next;
        }
        // One step more than there are words: the first is looked at again for the numbers before the start.
        for (int i = 0; i <= WORDS; i++) {
            if (bits != 0) {
                return (word << 6) + Long.numberOfTrailingZeros(bits);
            }
            word = (word + 1) % WORDS;
            bits = free[word];
        }
        return -1;
    }

    Found find(int seq) {
        if ((free[seq >> 6] & 1L << seq) != 0) {
            return Found.NOTHING;
        }
        if (liveAt(seq) != null) {
            return Found.LIVE;
        }
        return seq == reserved ? Found.RESERVED : Found.QUARANTINED;
    }

    /** The live call of a number. */
    PendingCall get(int seq) {
        PendingCall call = liveAt(seq);
        if (call == null) {
            throw new IllegalStateException("number " + seq + ": not live");
        }
        return call;
    }

    /** The response came, or the call was never written. */
    void release(int seq) {
        if (liveAt(seq) == null) {
            quarantinedCount--;
        } else {
            liveCount--;
            live[seq] = null;
        }
        free[seq >> 6] |= 1L << seq;
    }

    /** The call was given up; does nothing if the number is no longer its own. */
    void quarantine(int seq, PendingCall call) {
        if (liveAt(seq) == call) {
            live[seq] = null;
            liveCount--;
            quarantinedCount++;
        }
    }

    boolean isFull() {
        return liveCount + quarantinedCount + (reserved == NONE ? 0 : 1) == CAPACITY;
    }

    int liveCount() {
        return liveCount;
    }

    int quarantinedCount() {
        return quarantinedCount;
    }

    void forEachLive(Consumer<PendingCall> action) {
        for (PendingCall call : live) {
            if (call != null) {
                action.accept(call);
            }
        }
    }
}
