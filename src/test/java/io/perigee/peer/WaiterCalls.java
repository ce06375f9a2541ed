package io.perigee.peer;

import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;

/** Calls as threads make them that are about to wait, for whoever does not wait. */
public final class WaiterCalls {
    private WaiterCalls() {}

    public static CompletableFuture<LuaValues> call(
            PeerConnection connection, long timeoutNanos, String procedure, Object... args) {
        return connection.handover().callFromWaiter(procedure, Arguments.convert(args), timeoutNanos);
    }
}
