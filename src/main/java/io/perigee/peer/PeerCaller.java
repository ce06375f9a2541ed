package io.perigee.peer;

import io.perigee.remote.CallHandler;
import io.perigee.remote.Caller;
import io.perigee.remote.Nanos;
import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteFunction;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.Waiting;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls over whatever connection there is at the moment. */
public final class PeerCaller implements Caller {
    private final Supplier<@Nullable PeerConnection> connection;
    private final String peer;
    private final long timeoutNanos;

    /**
     * @param connection gives null while there is none
     * @param timeoutNanos for each call; 0 for none
     */
    public PeerCaller(Supplier<@Nullable PeerConnection> connection, String peer, long timeoutNanos) {
        this.connection = connection;
        this.peer = peer;
        this.timeoutNanos = timeoutNanos;
    }

    @Override
    public RemoteFunction newexec(LuaValue code) {
        return RemoteFunction.upload(onThisConnection(), code);
    }

    @Override
    public CompletableFuture<RemoteFunction> newexecAsync(LuaValue code) {
        return RemoteFunction.uploadAsync(onThisConnection(), code);
    }

    /** What is uploaded lives on one connection, and must not be looked for on the next. */
    private Caller onThisConnection() {
        PeerConnection current = connection.get();
        return current == null ? this : new PeerCaller(() -> current, peer, timeoutNanos);
    }

    @Override
    public Caller withTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: >= 0)");
        }
        return new PeerCaller(connection, peer, Nanos.of(timeout));
    }

    @Override
    public CompletableFuture<LuaValues> callAsync(String procedure, @Nullable Object... args) {
        @Nullable Object[] converted;
        try {
            converted = Arguments.convert(args);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(PendingCall.refusal(procedure, peer, e));
        }
        PeerConnection current = connection.get();
        return current == null
                ? CompletableFuture.failedFuture(notConnected(procedure))
                : current.handover().call(procedure, converted, timeoutNanos);
    }

    @Override
    public void callAsync(CallHandler handler, String procedure, @Nullable Object... args) {
        @Nullable Object[] converted;
        try {
            converted = Arguments.convert(args);
        } catch (IllegalArgumentException e) {
            HandledCall.tell(handler, procedure, null, PendingCall.refusal(procedure, peer, e));
            return;
        }
        PeerConnection current = connection.get();
        if (current == null) {
            HandledCall.tell(handler, procedure, null, notConnected(procedure));
        } else {
            current.handover().call(handler, procedure, converted, timeoutNanos);
        }
    }

    /** Completes with the reason when the connection has ended that there is now. */
    public CompletableFuture<String> closed() {
        PeerConnection current = connection.get();
        return current == null
                ? CompletableFuture.completedFuture("closed")
                : current.closed().copy();
    }

    /** As {@link PeerConnection#release}. */
    public boolean release(Object object) {
        PeerConnection current = connection.get();
        return current != null && current.release(object);
    }

    private RpcConnectionException notConnected(String procedure) {
        return new RpcConnectionException(procedure, peer, Outcome.NOT_SENT, "not connected", null);
    }

    @Override
    public LuaValues call(String procedure, @Nullable Object... args) {
        Waiting.check(procedure);
        return Waiting.await(begin(procedure, args), procedure, peer);
    }

    private AwaitedCall begin(String procedure, @Nullable Object[] args) {
        @Nullable Object[] converted;
        try {
            converted = Arguments.convert(args);
        } catch (IllegalArgumentException e) {
            throw PendingCall.refusal(procedure, peer, e);
        }
        PeerConnection current = connection.get();
        if (current == null) {
            throw notConnected(procedure);
        }
        return current.handover().callFromWaiter(procedure, converted, timeoutNanos);
    }
}
