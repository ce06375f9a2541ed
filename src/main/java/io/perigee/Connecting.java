package io.perigee;

import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcException;
import io.perigee.remote.RpcInterruptedException;
import io.perigee.remote.ServingThread;
import io.perigee.transport.Address;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What waits for connections, and how it fails. */
final class Connecting {
    private Connecting() {}

    static RpcPeer acceptOne(Address address, RpcOptions options) throws InterruptedException {
        try (var server = RpcServer.listen(address, options, true)) {
            try {
                return server.first().get();
            } catch (ExecutionException e) {
                throw failure("listen", address, e.getCause());
            } catch (InterruptedException e) {
                if (!server.first().cancel(false)) {
                    // One came in the same moment, and nobody will have it.
                    server.first().join().close();
                }
                throw e;
            }
        }
    }

    static <T> T await(CompletableFuture<T> future, Address address) {
        if (ServingThread.isCurrent()) {
            future.cancel(true);
            throw new IllegalStateException(
                    "connect: waiting on an event loop (expected: newClientAsync, or a thread that may wait)");
        }
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw failure("connect", address, e.getCause());
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new RpcInterruptedException("connect", address.toString(), Outcome.NOT_SENT, e);
        }
    }

    static RpcException failure(String what, Address address, @Nullable Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (cause instanceof RpcException failure) {
            return failure;
        }
        return new RpcConnectionException(
                what, address.toString(), Outcome.NOT_SENT, ConnectFailure.text(cause), cause);
    }
}
