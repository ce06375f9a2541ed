package io.perigee.peer;

import io.perigee.codec.ByteOutput;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.value.LuaValues;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of ours, from the moment it is made until it ends; the future that the caller holds is the call itself.
 *
 * <p>Response, time-out, cancellation and the end of the connection race on the future's own state, which one of them
 * changes and the others find changed.
 */
class PendingCall extends CompletableFuture<LuaValues> implements Outgoing {
    /** The number of a call that has none yet. */
    static final int NOT_SENT = -1;

    private static final VarHandle OBSERVERS;

    /** Stands for the observers of a call that has ended: there will be no more. */
    private static final CallObserver NO_MORE = new CallObserver((results, failure) -> {});

    static {
        try {
            OBSERVERS = MethodHandles.lookup().findVarHandle(PendingCall.class, "observers", CallObserver.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CallTerms terms;
    final String procedure;

    /** When the call was made, on the clock of {@link System#nanoTime}; 0 until somebody has looked. */
    long startNanos;

    /** Where the payload is that is to be sent; null once it is written, or if it was at once. */
    private @Nullable PayloadPage page;

    private int at;

    /** The number on the wire, as soon as the event loop knows of it; confined to the event loop. */
    int seq = NOT_SENT;

    /** Whether the listener knows that the call has ended; set by whoever takes the call off the books. */
    boolean told;

    private @Nullable Outgoing next;
    private int depth;

    @SuppressWarnings("UnusedVariable") // Read and written through OBSERVERS.
    private volatile @Nullable CallObserver observers;

    PendingCall(CallTerms terms, String procedure, long startNanos) {
        this.terms = terms;
        this.procedure = procedure;
        this.startNanos = startNanos;
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
                procedure, terms.connection().peer(), outcome(), "no answer within " + millis + " ms", null));
    }

    boolean loseConnection(String reason) {
        return completeExceptionally(
                new RpcConnectionException(procedure, terms.connection().peer(), outcome(), reason, null));
    }

    boolean refuse(String reason, @Nullable Throwable cause) {
        return completeExceptionally(
                new RpcRefusedException(procedure, terms.connection().peer(), Outcome.NOT_SENT, reason, cause));
    }

    @Override
    public CompletableFuture<LuaValues> whenComplete(
            BiConsumer<? super @Nullable LuaValues, ? super @Nullable Throwable> action) {
        var observer = new CallObserver(Objects.requireNonNull(action, "action"));
        do {
            observer.next = observers;
            if (observer.next == NO_MORE) {
                return super.whenComplete(action);
            }
        } while (!OBSERVERS.compareAndSet(this, observer.next, observer));
        return observer;
    }

    @Override
    public boolean complete(LuaValues results) {
        boolean completed = super.complete(results);
        if (completed) {
            ended(results, null);
        }
        return completed;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean completed = super.completeExceptionally(failure);
        if (completed) {
            ended(null, failure);
        }
        return completed;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean ended = isDone();
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled && !ended) {
            ended(null, new CancellationException());
            terms.connection().cancelled(this);
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

    /** Drops a payload that will not be sent. On the event loop, or before others know the call. */
    void dropPayload() {
        page = null;
    }

    private void ended(@Nullable LuaValues results, @Nullable Throwable failure) {
        wake();
        var observer = (CallObserver) OBSERVERS.getAndSet(this, NO_MORE);
        for (; observer != null && observer != NO_MORE; observer = observer.next) {
            observer.observe(results, failure);
        }
    }

    /** Wakes whoever waits for the call in another way than those that a future has anyway. */
    void wake() {}

    /** Dependent stages are plain futures: cancelling one of them does not give the call up. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public void proceed() {
        terms.connection().sendOrWait(this);
    }

    @Override
    public void abandon(String reason) {
        terms.connection().lost(this, reason);
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
