package io.perigee.peer;

import io.perigee.codec.ByteOutput;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.value.LuaValues;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of ours, from the moment it is made until it ends. Subclasses differ in who is told of that.
 *
 * <p>Response, time-out, cancellation and the end of the connection race on the future's own state, which one of them
 * changes and the others find changed.
 */
abstract class PendingCall extends CompletableFuture<LuaValues> implements Outgoing {
    /** The number of a call that has none yet. */
    static final int NOT_SENT = -1;

    private final CallTerms terms;
    final String procedure;

    /** When the call was made, on the clock of {@link PeerConnection#nanoTime}; 0 until somebody has looked. */
    long startNanos;

    /** What is to be encoded when it is sent; null if that was done, or is none of its business. */
    private @Nullable Object @Nullable [] arguments;

    /** Where the payload is that is to be sent, if it is encoded; null once it is written. */
    private @Nullable PayloadPage page;

    private int at;

    /** The number on the wire, as soon as the event loop knows of it; confined to the event loop. */
    int seq = NOT_SENT;

    /** Whether the listener knows that the call has ended; set by whoever takes the call off the books. */
    boolean told;

    private @Nullable Outgoing next;
    private int depth;

    PendingCall(CallTerms terms, String procedure, long startNanos) {
        this.terms = terms;
        this.procedure = procedure;
        this.startNanos = startNanos;
    }

    /** What the call is about, until it is sent; nothing of it may change. */
    void carry(@Nullable Object[] convertedArgs) {
        arguments = convertedArgs;
    }

    /** Lets go of what is to be encoded; none if the payload is. */
    @Nullable
    Object[] takeArguments() {
        @Nullable Object[] taken = arguments;
        arguments = null;
        return taken == null ? Arguments.NONE : taken;
    }

    /** The payload of the call, until it is sent. */
    void carry(PayloadPage payloads, int offset) {
        page = payloads;
        at = offset;
    }

    /** Writes the payload that the call carries and lets go of it; false if there is none. */
    boolean takePayload(ByteOutput out) {
        PayloadPage payloads = page;
        if (payloads == null) {
            return false;
        }
        page = null;
        payloads.take(at, out);
        return true;
    }

    PeerConnection connection() {
        return terms.connection();
    }

    boolean hasDeadline() {
        return terms.timeoutNanos() > 0;
    }

    /** When the call is given up; meaningful if {@link #hasDeadline}. */
    long deadlineNanos() {
        return startNanos + terms.timeoutNanos();
    }

    boolean isOverdue(long nowNanos) {
        return hasDeadline() && deadlineNanos() - nowNanos <= 0;
    }

    Outcome outcome() {
        return seq == NOT_SENT ? Outcome.NOT_SENT : Outcome.UNKNOWN;
    }

    boolean timeOut() {
        long millis = terms.timeoutNanos() / 1_000_000;
        return completeExceptionally(new RpcTimeoutException(
                procedure, connection().peer(), outcome(), "no answer within " + millis + " ms", null));
    }

    boolean loseConnection(String reason) {
        return completeExceptionally(
                new RpcConnectionException(procedure, connection().peer(), outcome(), reason, null));
    }

    boolean refuse(String reason) {
        return completeExceptionally(
                new RpcRefusedException(procedure, connection().peer(), Outcome.NOT_SENT, reason, null));
    }

    boolean refuse(Throwable cause) {
        return completeExceptionally(refusal(procedure, connection().peer(), cause));
    }

    /** What a call fails with that cannot be sent as it is. */
    static RpcRefusedException refusal(String procedure, String peer, Throwable cause) {
        String message = cause.getMessage();
        return new RpcRefusedException(
                procedure, peer, Outcome.NOT_SENT, message == null ? cause.toString() : message, cause);
    }

    @Override
    public boolean complete(LuaValues results) {
        boolean completed = settle(results, null);
        if (completed) {
            tell(results, null);
        }
        return completed;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean completed = settle(null, failure);
        if (completed) {
            tell(null, failure);
        }
        return completed;
    }

    /** Decides how the call has ended; false if that was decided before. */
    boolean settle(@Nullable LuaValues results, @Nullable Throwable failure) {
        return failure == null ? super.complete(results) : super.completeExceptionally(failure);
    }

    /** What the call failed with; null if it did not. */
    @Nullable
    Throwable failure() {
        return isCompletedExceptionally()
                ? handle((results, failure) -> failure).join()
                : null;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean ended = isDone();
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled && !ended) {
            tell(null, new CancellationException());
            connection().outbound().cancelled(this);
        }
        return cancelled;
    }

    /** By way of {@link #complete}, which the method of the super class passes by. */
    @Override
    public CompletableFuture<LuaValues> completeAsync(Supplier<? extends LuaValues> supplier, Executor executor) {
        executor.execute(() -> {
            try {
                complete(supplier.get());
            } catch (Throwable t) {
                completeExceptionally(new CompletionException(t));
            }
        });
        return this;
    }

    /** Drops what was sent, or will not be. On the event loop, or before others know the call. */
    void dropPayload() {
        page = null;
        arguments = null;
    }

    /** Tells whoever waits for the call, in another way than a future does anyway, that it has ended: once, on any thread. */
    abstract void tell(@Nullable LuaValues results, @Nullable Throwable failure);

    /** Dependent stages are plain futures: cancelling one of them does not give the call up. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public void proceed() {
        connection().outbound().sendOrWait(this);
    }

    @Override
    public void abandon(String reason) {
        connection().outbound().lost(this, reason);
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
