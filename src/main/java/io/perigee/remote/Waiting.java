package io.perigee.remote;

import io.perigee.value.LuaValues;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** How blocking calls wait. */
public final class Waiting {
    private Waiting() {}

    /**
     * Lets those pass that may wait.
     *
     * @throws IllegalStateException on a {@link ServingThread}
     */
    public static void check(String procedure) {
        if (ServingThread.isCurrent()) {
            throw new IllegalStateException(procedure
                    + ": a blocking call on an event loop or on the thread of Lua (expected: callAsync, or a thread that"
                    + " may wait)");
        }
    }

    /**
     * Waits for a call; a thread that is interrupted meanwhile gives the call up.
     *
     * @throws RpcException as the call fails
     */
    public static LuaValues await(CompletableFuture<LuaValues> call, String procedure, String peer) {
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw thrown(procedure, e);
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new RpcInterruptedException(procedure, peer, Outcome.UNKNOWN, e);
        }
    }

    /** What the blocking form of a call throws that failed on another thread. */
    public static RuntimeException thrown(String procedure, ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof RpcException failure) {
            // What helps is where the call was made.
            failure.fillInStackTrace();
            return failure;
        }
        return new IllegalStateException(procedure + ": " + cause, cause);
    }
}
