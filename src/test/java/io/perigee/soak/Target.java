package io.perigee.soak;

import io.perigee.RpcPeer;
import io.perigee.remote.RemoteFunction;
import io.perigee.value.LuaValue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A peer that can be called. */
final class Target {
    private static final int SEQUENCE_NUMBERS = 256;
    private static final String SOURCE = "local nonce, text = ... return nonce, text .. '+' .. text";

    final RpcPeer peer;

    /** Whether its connection is cut now and then, with the calls that are open. */
    final boolean isCut;

    /** Over the connection of now. */
    private final AtomicInteger calls = new AtomicInteger();

    private CompletableFuture<RemoteFunction> uploaded = CompletableFuture.failedFuture(new IllegalStateException());

    Target(RpcPeer peer, boolean isCut) {
        this.peer = peer;
        this.isCut = isCut;
    }

    /** Counts a call; true if the sequence numbers begin again with it. */
    boolean wraps() {
        return calls.incrementAndGet() % SEQUENCE_NUMBERS == 0;
    }

    /** One for each connection, since a peer takes only so many. */
    synchronized CompletableFuture<RemoteFunction> function() {
        if (uploaded.isCompletedExceptionally()) {
            uploaded = peer.newexecAsync(LuaValue.of(SOURCE));
        }
        return uploaded;
    }

    /** Its function and its numbers ended with its connection. */
    synchronized void connectionEnded() {
        calls.set(0);
        uploaded = CompletableFuture.failedFuture(new IllegalStateException());
    }
}
