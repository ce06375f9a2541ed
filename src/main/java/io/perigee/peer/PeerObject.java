package io.perigee.peer;

import io.perigee.remote.Caller;
import io.perigee.remote.RemoteObject;
import io.perigee.remote.WellKnown;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An object that lives at the peer of one connection; equal to each other stand-in of the same number there. */
final class PeerObject implements RemoteObject {
    private final PeerConnection connection;
    private final int number;

    /** Null for the time-out of the connection. */
    private final @Nullable Caller patientCaller;

    PeerObject(PeerConnection connection, int number) {
        this(connection, number, null);
    }

    private PeerObject(PeerConnection connection, int number, @Nullable Caller patientCaller) {
        this.connection = connection;
        this.number = number;
        this.patientCaller = patientCaller;
    }

    @Override
    public Caller caller() {
        return patientCaller == null ? connection.caller() : patientCaller;
    }

    PeerConnection connection() {
        return connection;
    }

    /** The number that the peer gave it. */
    int number() {
        return number;
    }

    @Override
    public RemoteObject withTimeout(Duration timeout) {
        return new PeerObject(connection, number, caller().withTimeout(timeout));
    }

    @Override
    public LuaValues invoke(String method, @Nullable Object... args) {
        return caller().call(WellKnown.INVOKE, arguments(method, args));
    }

    @Override
    public CompletableFuture<LuaValues> invokeAsync(String method, @Nullable Object... args) {
        return caller().callAsync(WellKnown.INVOKE, arguments(method, args));
    }

    private @Nullable Object[] arguments(String method, @Nullable Object[] args) {
        var all = new @Nullable Object[args.length + 2];
        all[0] = LuaUserdata.of(this);
        all[1] = method;
        System.arraycopy(args, 0, all, 2, args.length);
        return all;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PeerObject object && object.connection == connection && object.number == number;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(connection) * 31 + number;
    }

    @Override
    public String toString() {
        return "object " + number + " at " + connection.peer();
    }
}
