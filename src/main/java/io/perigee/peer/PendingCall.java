package io.perigee.peer;

import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
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
    final Payload args;
    final long startNanos;

    /** When the call is given up, on the clock of {@link System#nanoTime}; meaningful if {@link #hasDeadline}. */
    final long deadlineNanos;

    final boolean hasDeadline;

    /** The number on the wire; confined to the event loop. */
    int seq = NOT_SENT;

    /** Whether the listener knows that the call has ended; set by whoever takes the call off the books. */
    boolean told;

    private @Nullable Outgoing next;
    private int depth;

    PendingCall(PeerConnection connection, String procedure, Payload args, long timeoutNanos) {
        this.connection = connection;
        this.procedure = procedure;
        this.args = args;
        this.startNanos = System.nanoTime();
        this.hasDeadline = timeoutNanos > 0;
        this.deadlineNanos = startNanos + timeoutNanos;
    }

    boolean isOverdue(long nowNanos) {
        return hasDeadline && deadlineNanos - nowNanos <= 0;
    }

    Outcome outcome() {
        return seq == NOT_SENT ? Outcome.NOT_SENT : Outcome.UNKNOWN;
    }

    boolean timeOut() {
        long millis = (deadlineNanos - startNanos) / 1_000_000;
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
