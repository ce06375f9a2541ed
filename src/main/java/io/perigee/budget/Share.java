package io.perigee.budget;

import io.perigee.observe.Limit;
import org.jspecify.annotations.Nullable;

/**
 * What one connection holds of the {@link ServerBudget} of its server. What is not said to be for any thread is for the
 * event loop of the connection; what holds nothing costs nothing but a comparison.
 */
public final class Share {
    /** Of a connection that belongs to no server: nothing of it is bounded here. */
    public static final Share UNBOUNDED = new Share(null, new Holder() {
        @Override
        public String peer() {
            return "";
        }

        @Override
        public void end(String reason) {
            // Nobody asks for it.
        }

        @Override
        public void ifIdle(Runnable task) {
            // As above.
        }

        @Override
        public void room() {
            // There always is.
        }
    });

    /** Part of the rent for bytes that cost next to nothing. */
    private static final double LEAST_RENT = 1e-3;

    private final @Nullable ServerBudget budget;
    private final Holder holder;
    private final long beganNanos = System.nanoTime();

    // Written by the event loop, and read by those who look for what can be ended.
    private volatile long receivedBytes;
    private volatile long receivedSinceNanos;
    private volatile long unsentBytes;
    private volatile long unsentSinceNanos;
    private volatile long movedNanos;
    private volatile int running;
    private volatile long argumentBytes;

    /** It has been told to end, and what it holds changes no more. */
    private volatile boolean ended;

    private boolean closed;

    private volatile long heardNanos = beganNanos;
    private volatile boolean introduced;
    private volatile @Nullable UnsentBytes unsentOf;

    /** Null if none of its calls has ever waited for room; for the event loop. */
    private @Nullable Waiter waiter;

    Share(@Nullable ServerBudget budget, Holder holder) {
        this.budget = budget;
        this.holder = holder;
    }

    boolean isBounded() {
        return budget != null;
    }

    Holder holder() {
        return holder;
    }

    /** The largest frame that may come, in bytes. */
    public int maxFrameBytes() {
        return budget == null ? Integer.MAX_VALUE : budget.limits().maxFrameBytes();
    }

    /** The connection holds so many bytes now that were read and not worked off. */
    public void received(long bytes) {
        if (budget == null || bytes == receivedBytes) {
            return;
        }
        long grown;
        synchronized (this) {
            if (ended) {
                return;
            }
            if (receivedBytes == 0) {
                receivedSinceNanos = System.nanoTime();
            }
            grown = bytes - receivedBytes;
            receivedBytes = bytes;
        }
        budget.received(grown);
    }

    /**
     * So many bytes now wait for the peer to take them.
     *
     * @param progress whether it has taken all that waited when this was last asked
     */
    void unsent(long bytes, boolean progress) {
        if (budget == null || (bytes == unsentBytes && !progress)) {
            return;
        }
        long grown;
        synchronized (this) {
            if (ended) {
                return;
            }
            if (unsentBytes == 0 || progress) {
                unsentSinceNanos = System.nanoTime();
                movedNanos = unsentSinceNanos;
            }
            grown = bytes - unsentBytes;
            unsentBytes = bytes;
        }
        if (grown != 0) {
            budget.unsent(grown);
        }
    }

    /** The peer has taken something of what waits for it, if not all that waited when this was last asked. */
    void moved() {
        movedNanos = System.nanoTime();
    }

    /** Who knows whether the peer takes something. */
    void watch(UnsentBytes unsent) {
        if (budget != null) {
            unsentOf = unsent;
        }
    }

    /** How many bytes may wait for the peer before no more of its calls are run. */
    public long unsentAllowance() {
        return budget == null ? Long.MAX_VALUE : budget.unsentAllowance();
    }

    /**
     * So many calls of the peer run now that take room, which those of non-blocking procedures do not. They do so after the
     * end of the connection, too, until each is told of by {@link #ranOn}.
     *
     * @param bytes what the arguments take of all that run
     */
    public void running(int calls, long bytes) {
        if (budget == null || (calls == running && bytes == argumentBytes)) {
            return;
        }
        if (!closed) {
            budget.callRoom().busy(Integer.signum(calls) - Integer.signum(running));
        }
        int moreCalls = calls - running;
        long moreBytes = bytes - argumentBytes;
        running = calls;
        argumentBytes = bytes;
        budget.callRoom().running(moreCalls, moreBytes);
    }

    /**
     * A call has ended that was running when its connection ended. Any thread.
     *
     * @param calls 1 if it took room, else 0
     * @param bytes what its arguments took
     */
    public void ranOn(int calls, long bytes) {
        if (budget != null) {
            budget.callRoom().running(-calls, -bytes);
        }
    }

    /**
     * True if the server has room for one more call that may block. If not, {@link Holder#room} is called when there may be.
     *
     * @param calls that take room on this connection, whether told of or not
     * @param bytes what their arguments take
     * @param moreBytes what the arguments of the one more take
     */
    public boolean hasRoom(int calls, long bytes, long moreBytes) {
        if (budget == null || hasRoomNow(calls, bytes, moreBytes)) {
            return true;
        }
        // Whoever looks whether there is room for it is to reckon as it does itself.
        running(calls, bytes);
        if (budget.callRoom().await(waiter(), calls, moreBytes)) {
            budget.waits(this);
        }
        // What ended in between has woken nobody.
        return hasRoomNow(calls, bytes, moreBytes) || wakeOthers(budget);
    }

    private Waiter waiter() {
        Waiter known = waiter;
        if (known == null) {
            known = new Waiter(this);
            waiter = known;
        }
        return known;
    }

    /** What has gone to others in between may be why it has no room, and be none for those behind it. */
    private static boolean wakeOthers(ServerBudget budget) {
        budget.callRoom().wake();
        return false;
    }

    /** As {@link #hasRoom}, for one that does not wait if there is none. */
    public boolean hasRoomNow(int calls, long bytes, long moreBytes) {
        return budget == null
                || budget.callRoom().isFor(waiter, calls, calls - running, bytes - argumentBytes + moreBytes);
    }

    /**
     * True if a call may run that takes no room, since the server lets more wait for peers that do not take it. If not,
     * {@link Holder#room} is called when it may, and {@link #hasRoom} is false as well.
     */
    public boolean hasRoomForAnswer() {
        if (budget == null || budget.callRoom().isForAnswer(waiter)) {
            return true;
        }
        budget.callRoom().awaitAnswers(waiter());
        return budget.callRoom().isForAnswer(waiter) || wakeOthers(budget);
    }

    /** Lets others have the room that this connection did not take. */
    public void passRoomOn() {
        if (budget != null && waiter != null) {
            budget.callRoom().came(waiter);
        }
    }

    /** Bytes came, and a whole frame among them. */
    public void heard(boolean frame) {
        if (budget == null || !budget.isTimed()) {
            return;
        }
        heardNanos = System.nanoTime();
        if (frame) {
            introduced = true;
        }
    }

    /** Tells of a limit of the connection's own that ends it. */
    public void tell(Limit limit, String reason) {
        if (budget != null) {
            budget.log().reached(limit, holder.peer(), reason);
        }
    }

    /** The connection has ended: it holds nothing any more. */
    public void close() {
        if (budget == null || closed) {
            return;
        }
        closed = true;
        budget.leave(this);
        budget.callRoom().busy(-Integer.signum(running));
        budget.callRoom().left(waiter);
        if (!beginEnd()) {
            budget.ending(-receivedBytes, -unsentBytes);
        }
        budget.received(-receivedBytes);
        budget.unsent(-unsentBytes);
    }

    /** False if it has begun before. What it holds is counted as it is now, until it is closed. Any thread. */
    private synchronized boolean beginEnd() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    // For the budget, on any thread.

    boolean isEnded() {
        return ended;
    }

    void end(Limit limit, String what) {
        if (budget != null && beginEnd()) {
            budget.ending(receivedBytes, unsentBytes);
            String reason = limit.code() + ": " + what;
            budget.log().reached(limit, holder.peer(), reason);
            holder.end(reason);
        }
    }

    long receivedBytes() {
        return receivedBytes;
    }

    long unsentBytes() {
        return unsentBytes;
    }

    /**
     * Bytes times time: who keeps little for long, or much for a moment, has not much of it.
     *
     * @param freeBytes so many cost next to nothing
     */
    double receivedRent(long nowNanos, long freeBytes) {
        double bytes = Math.max((double) receivedBytes - freeBytes, receivedBytes * LEAST_RENT);
        return bytes * Math.max(1, nowNanos - receivedSinceNanos);
    }

    double unsentRent(long nowNanos) {
        return (double) unsentBytes * Math.max(1, nowNanos - unsentSinceNanos);
    }

    /** How long the peer has taken nothing of what waits for it; 0 if nothing does. */
    long stuckNanos(long nowNanos) {
        return unsentBytes == 0 ? 0 : nowNanos - movedNanos;
    }

    /** Has {@link #stuckNanos} known by the time that it is next asked for. */
    void lookAtUnsent() {
        UnsentBytes unsent = unsentOf;
        if (unsent != null && unsentBytes != 0) {
            unsent.look();
        }
    }

    long silentNanos(long nowNanos) {
        return nowNanos - heardNanos;
    }

    /** How long it has sent no whole frame; 0 once it has. */
    long strangeNanos(long nowNanos) {
        return introduced ? 0 : nowNanos - beganNanos;
    }
}
