package io.perigee.peer;

import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One call of ours, from the moment it is made until it ends; the future that the caller holds is the call itself.
 *
 * <p>Response, time-out, cancellation and the end of the connection race on the future's own state, which one of them
 * changes and the others find changed.
 */
final class PendingCall extends CompletableFuture<LuaValues> implements Outgoing {
    /** The number of a call that has none yet. */
    static final int NOT_SENT = -1;

    private final PeerConnection connection;
    final String procedure;

    /** 0 for none. */
    private final long timeoutNanos;

    /** When the call was made, on the clock of {@link System#nanoTime}; 0 until somebody has looked. */
    long startNanos;

    /** What is to be sent; null once it is written, or if it was at once. */
    byte @Nullable [] payload;

    /** The number on the wire, as soon as the event loop knows of it; confined to the event loop. */
    int seq = NOT_SENT;

    /** Whether the listener knows that the call has ended; set by whoever takes the call off the books. */
    boolean told;

    private @Nullable Outgoing next;
    private int depth;
    private volatile @Nullable Thread waiter;

    PendingCall(PeerConnection connection, String procedure, long timeoutNanos, long startNanos) {
        this.connection = connection;
        this.procedure = procedure;
        this.timeoutNanos = timeoutNanos;
        this.startNanos = startNanos;
    }

    boolean hasDeadline() {
        return timeoutNanos > 0;
    }

    /** When the call is given up; meaningful if {@link #hasDeadline}. */
    long deadlineNanos() {
        return startNanos + timeoutNanos;
    }

    boolean isOverdue(long nowNanos) {
        return hasDeadline() && deadlineNanos() - nowNanos <= 0;
    }

    Outcome outcome() {
        return seq == NOT_SENT ? Outcome.NOT_SENT : Outcome.UNKNOWN;
    }

    boolean timeOut() {
        long millis = timeoutNanos / 1_000_000;
        return completeExceptionally(new RpcTimeoutException(
                procedure, connection.peer(), outcome(), "no answer within " + millis + " ms", null));
    }

    boolean loseConnection(String reason) {
        return completeExceptionally(new RpcConnectionException(procedure, connection.peer(), outcome(), reason, null));
    }

    boolean refuse(String reason, @Nullable Throwable cause) {
        return completeExceptionally(
                new RpcRefusedException(procedure, connection.peer(), Outcome.NOT_SENT, reason, cause));
    }

    /** Waits until the call has ended; to be called by the one thread that has it, before anybody else does. */
    void await() throws InterruptedException {
        waiter = Thread.currentThread();
        while (!isDone()) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    @Override
    public boolean complete(LuaValues results) {
        boolean completed = super.complete(results);
        LockSupport.unpark(waiter);
        return completed;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean completed = super.completeExceptionally(failure);
        LockSupport.unpark(waiter);
        return completed;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            connection.cancelled(this);
        }
        return cancelled;
    }

    /** Dependent stages are plain futures: cancelling one of them does not give the call up. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public void proceed() {
        connection.sendOrWait(this);
    }

    @Override
    public void abandon(String reason) {
        connection.lost(this, reason);
    }

    @Override
    public @Nullable Outgoing next() {
        return next;
    }

    @Override
    public void next(@Nullable Outgoing node) {
        next = node;
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public void depth(int value) {
        depth = value;
    }
}
