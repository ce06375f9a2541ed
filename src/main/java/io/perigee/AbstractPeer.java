package io.perigee;

import io.perigee.peer.PeerCaller;
import io.perigee.peer.PeerConnection;
import io.perigee.remote.CallHandler;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteFunction;
import io.perigee.remote.ServingThread;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What peers on either side of the connection have in common: they call over the connection that there is. */
abstract class AbstractPeer implements RpcPeer {
    private final String peer;
    private final PeerCaller caller;

    AbstractPeer(String peer, long timeoutNanos) {
        this.peer = peer;
        this.caller = new PeerCaller(this::connection, peer, timeoutNanos);
    }

    /** Null while there is none. */
    abstract @Nullable PeerConnection connection();

    /** Ends it as {@link #close} does, and does not wait until it has ended. */
    abstract void end();

    @Override
    public LuaValues call(String procedure, @Nullable Object... args) {
        return caller.call(procedure, args);
    }

    @Override
    public CompletableFuture<LuaValues> callAsync(String procedure, @Nullable Object... args) {
        return caller.callAsync(procedure, args);
    }

    @Override
    public void callAsync(CallHandler handler, String procedure, @Nullable Object... args) {
        caller.callAsync(handler, procedure, args);
    }

    @Override
    public RemoteFunction newexec(LuaValue code) {
        return caller.newexec(code);
    }

    @Override
    public CompletableFuture<RemoteFunction> newexecAsync(LuaValue code) {
        return caller.newexecAsync(code);
    }

    @Override
    public Caller withTimeout(Duration timeout) {
        return caller.withTimeout(timeout);
    }

    @Override
    public final void close() {
        end();
        if (!ServingThread.isCurrent()) {
            closed().join();
        }
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public boolean isConnected() {
        var connection = connection();
        return connection != null && connection.isOpen();
    }

    @Override
    public boolean release(Object object) {
        var connection = connection();
        return connection != null && connection.release(object);
    }

    @Override
    public String toString() {
        return "peer " + peer;
    }
}
