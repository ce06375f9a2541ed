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

    private final @Nullable ServerBudget budget;
    private final Holder holder;
    private final long beganNanos = System.nanoTime();

    // Written by the event loop, and read by those who look for what can be ended.
    private volatile long receivedBytes;
    private volatile long receivedSinceNanos;
    private volatile long unsentBytes;
    private volatile long unsentSinceNanos;
    private volatile int running;
    private volatile long argumentBytes;
    private volatile boolean ended;

    private volatile long heardNanos = beganNanos;
    private volatile boolean introduced;

    /** It is among those that wait for room. */
    private boolean waiting;

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
            }
            grown = bytes - unsentBytes;
            unsentBytes = bytes;
        }
        if (grown != 0) {
            budget.unsent(grown);
        }
    }

    /** How many bytes may wait for the peer before no more of its calls are run. */
    public long unsentAllowance() {
        return budget == null ? Long.MAX_VALUE : budget.unsentAllowance();
    }

    /**
     * So many calls of the peer run now. They do so after the end of the connection, too, until each is told of by {@link
     * #ranOn}.
     *
     * @param bytes what their arguments take
     */
    public void running(int calls, long bytes) {
        if (budget == null || (calls == running && bytes == argumentBytes)) {
            return;
        }
        int moreCalls = calls - running;
        long moreBytes = bytes - argumentBytes;
        running = calls;
        argumentBytes = bytes;
        budget.running(moreCalls, moreBytes);
    }

    /**
     * A call has ended that was running when its connection ended. Any thread.
     *
     * @param bytes what its arguments took
     */
    public void ranOn(long bytes) {
        if (budget != null) {
            budget.running(-1, -bytes);
        }
    }

    /**
     * True if the server has room for one more call that may block. If not, and no call runs on this connection that will
     * end, {@link Holder#room} is called when there may be.
     *
     * @param calls that run on this connection, whether told of or not
     * @param bytes what their arguments take, and those of the one more
     */
    public boolean hasRoom(int calls, long bytes) {
        if (budget == null || isRoom(budget, calls, bytes)) {
            return true;
        }
        budget.awaitRoom(this, calls == 0);
        // What ended in between has woken nobody.
        return isRoom(budget, calls, bytes);
    }

    private boolean isRoom(ServerBudget of, int calls, long bytes) {
        return of.hasRoom(calls, calls - running, bytes - argumentBytes);
    }

    /** Lets others have the room that this connection did not take, unless it was not enough for it. */
    public void passRoomOn() {
        if (budget != null && !isWaiting()) {
            budget.wake();
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

    /** The connection has ended: it holds nothing any more. Any thread. */
    public void close() {
        if (budget != null) {
            release();
            budget.leave(this);
        }
    }

    /** Any thread. True for whoever comes first. */
    private boolean release() {
        long received;
        long unsent;
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            received = receivedBytes;
            unsent = unsentBytes;
        }
        if (budget != null) {
            budget.received(-received);
            budget.unsent(-unsent);
        }
        return true;
    }

    // For the budget, on any thread.

    boolean isEnded() {
        return ended;
    }

    /** What is given back counts as given back at once: the event loop of the connection will not be long. */
    void end(Limit limit, String what) {
        if (budget != null && release()) {
            String reason = limit.code() + ": " + what;
            budget.log().reached(limit, holder.peer(), reason);
            holder.end(reason);
        }
    }

    /** False if it waits already. */
    synchronized boolean beginWaiting() {
        boolean begun = !waiting;
        waiting = true;
        return begun;
    }

    private synchronized boolean isWaiting() {
        return waiting;
    }

    synchronized void endWaiting() {
        waiting = false;
    }

    long receivedBytes() {
        return receivedBytes;
    }

    long unsentBytes() {
        return unsentBytes;
    }

    /** Bytes times time: who keeps little for long, or much for a moment, has not much of it. */
    double receivedRent(long nowNanos) {
        return (double) receivedBytes * Math.max(1, nowNanos - receivedSinceNanos);
    }

    double unsentRent(long nowNanos) {
        return (double) unsentBytes * Math.max(1, nowNanos - unsentSinceNanos);
    }

    long stuckNanos(long nowNanos) {
        return unsentBytes == 0 ? 0 : nowNanos - unsentSinceNanos;
    }

    long silentNanos(long nowNanos) {
        return nowNanos - heardNanos;
    }

    /** How long it has sent no whole frame; 0 once it has. */
    long strangeNanos(long nowNanos) {
        return introduced ? 0 : nowNanos - beganNanos;
    }
}
