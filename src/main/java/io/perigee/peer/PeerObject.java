package io.perigee.peer;

import io.perigee.remote.RemoteObject;
import io.perigee.remote.WellKnown;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An object that lives at the peer of one connection, under the number that the peer gave it. */
record PeerObject(PeerConnection connection, int number) implements RemoteObject {

    @Override
    public LuaValues invoke(String method, @Nullable Object... args) {
        return connection.caller().call(WellKnown.INVOKE, arguments(method, args));
    }

    @Override
    public CompletableFuture<LuaValues> invokeAsync(String method, @Nullable Object... args) {
        return connection.caller().callAsync(WellKnown.INVOKE, arguments(method, args));
    }

    private @Nullable Object[] arguments(String method, @Nullable Object[] args) {
        var all = new @Nullable Object[args.length + 2];
        all[0] = LuaUserdata.of(this);
        all[1] = method;
        System.arraycopy(args, 0, all, 2, args.length);
        return all;
    }

    @Override
    public String toString() {
        return "object " + number + " at " + connection.peer();
    }
}
