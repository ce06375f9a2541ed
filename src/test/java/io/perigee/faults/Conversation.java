package io.perigee.faults;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcException;
import io.perigee.transport.Address;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What one client and the server say to each other over one connection: calls of every kind in both directions. */
final class Conversation {
    private static final int NONCES_OF_SERVER = 64;

    /** Nonces of one conversation: those of the server's calls, and then those of the client's. */
    static final int NONCES = 1_024;

    private static final int WAVES = 3;

    /** One in so many has more calls at once than there are numbers, which then come round. */
    private static final int FLOODS = 32;

    private static final int CALLS_OF_A_FLOOD = 300;
    private static final long PATIENCE_SECONDS = 20;

    private final Ledger ledger;
    private final boolean flood;
    private long nextNonce;
    private long nextOfServer;

    Conversation(long number, Ledger ledger) {
        nextOfServer = number * NONCES;
        nextNonce = nextOfServer + NONCES_OF_SERVER;
        flood = number % FLOODS == 0;
        this.ledger = ledger;
    }

    /**
     * Holds it, whatever happens to it.
     *
     * @return false if something did not end
     */
    boolean hold(Address server, RpcOptions options) throws InterruptedException {
        RpcPeer peer;
        try {
            peer = RpcPeer.newClient(server, options);
        } catch (RpcConnectionException e) {
            // The fault came before the first byte.
            return true;
        }
        boolean ended = true;
        for (int wave = 0; wave < WAVES && ended && peer.isConnected(); wave++) {
            ended = wave(peer);
        }
        peer.close();
        return ended && peer.closed().isDone();
    }

    private boolean wave(RpcPeer peer) throws InterruptedException {
        var calls = new ArrayList<CompletableFuture<?>>();
        calls.add(begin(peer, "echo"));
        calls.add(begin(peer, "stir", nextOfServer, 3));
        nextOfServer += 3;
        calls.add(begin(peer, "work"));
        calls.add(begin(peer, "back", nextOfServer++));
        for (int i = 0; i < (flood ? CALLS_OF_A_FLOOD : 4); i++) {
            calls.add(begin(peer, "echo"));
        }
        callAndWait(peer, "echo");
        callAndWait(peer, "work");
        try {
            CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<?> begin(RpcPeer peer, String procedure, Object... more) {
        return NonceProcedures.begin(peer, procedure, nextNonce++, ledger, more);
    }

    /** By the thread that waits, which may write to the socket itself. */
    private void callAndWait(RpcPeer peer, String procedure) {
        long nonce = nextNonce++;
        ledger.begun(nonce);
        LuaValues results = null;
        RpcException failure = null;
        try {
            results = peer.call(procedure, nonce);
        } catch (RpcException e) {
            failure = e;
        }
        ledger.ended(nonce, results, failure);
    }
}
