package io.perigee.gateway;

import io.perigee.observe.CallInfo;
import io.perigee.observe.RpcListener;
import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcException;
import io.perigee.remote.RpcProtocolException;
import io.perigee.remote.RpcRefusedException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call of ours, from its arguments to its end. The first of the methods that end it decides how; the others change
 * nothing. Thread-safe.
 */
public final class OutboundCall {
    private final String procedure;
    private final String peer;
    private final LuaValues args;
    private final long timeoutNanos;
    private final long startNanos = System.nanoTime();
    private final CompletableFuture<LuaValues> result = new CompletableFuture<>();

    // Guarded by this.
    private boolean sent;
    private boolean givenUp;

    OutboundCall(String procedure, String peer, LuaValues args, long timeoutNanos) {
        this.procedure = procedure;
        this.peer = peer;
        this.args = args;
        this.timeoutNanos = timeoutNanos;
    }

    /** Tells the listener how the call ends. */
    void tell(RpcListener listener) {
        var unused = result.whenComplete((values, failure) -> listener.onCallEnded(new CallInfo(
                peer, procedure, System.nanoTime() - startNanos, failure == null ? null : failure.toString())));
    }

    public String procedure() {
        return procedure;
    }

    public LuaValues args() {
        return args;
    }

    /** Fails with an {@link RpcException}. */
    public CompletableFuture<LuaValues> result() {
        return result;
    }

    /** True if nobody waits for the answer any more. */
    public boolean isOver() {
        return result.isDone();
    }

    boolean hasDeadline() {
        return timeoutNanos != 0;
    }

    /** When the call is given up; meaningful if it {@link #hasDeadline}. */
    long deadlineNanos() {
        return startNanos + timeoutNanos;
    }

    /**
     * From now on the procedure may run: to be asked before the first byte leaves.
     *
     * @return false if the call has ended, and must not be sent: its caller may have been told that it was not
     */
    public synchronized boolean sending() {
        boolean goes = !givenUp && !isOver();
        sent |= goes;
        return goes;
    }

    public void succeed(LuaValues results) {
        result.complete(results);
    }

    /** The peer answered with an error. */
    public void raise(Reason reason, LuaValue error) {
        result.completeExceptionally(new RemoteErrorException(procedure, peer, reason, error));
    }

    /** The peer answered with something that is no answer. */
    public void misunderstand(String what, @Nullable Throwable cause) {
        result.completeExceptionally(new RpcProtocolException(procedure, peer, Outcome.ANSWERED, what, cause));
    }

    /** The call cannot be sent as it is. */
    public void refuse(String reason, @Nullable Throwable cause) {
        result.completeExceptionally(new RpcRefusedException(procedure, peer, Outcome.NOT_SENT, reason, cause));
    }

    /** There is no way to the peer, or there is none any more. */
    public void lose(String reason, @Nullable Throwable cause) {
        fail(outcome -> new RpcConnectionException(procedure, peer, outcome, reason, cause));
    }

    void timeOut() {
        long millis = TimeUnit.NANOSECONDS.toMillis(timeoutNanos);
        fail(outcome -> new RpcTimeoutException(procedure, peer, outcome, "no answer within " + millis + " ms", null));
    }

    private void fail(Function<Outcome, RpcException> failure) {
        Outcome outcome;
        synchronized (this) {
            outcome = sent ? Outcome.UNKNOWN : Outcome.NOT_SENT;
            givenUp = true;
        }
        result.completeExceptionally(failure.apply(outcome));
    }
}
