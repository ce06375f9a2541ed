package io.perigee;

import io.perigee.remote.Caller;
import io.perigee.remote.RpcClient;
import io.perigee.transport.Address;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One end of a connection on which both ends call each other.
 *
 * <p>What the other end may call are the {@linkplain RpcOptions.Builder#procedures procedures} of the options; how it is
 * called is {@link Caller}. Thread-safe. Implements {@code protocol-spec.md}.
 */
public interface RpcPeer extends RpcClient {

    /** True while calls can be sent. */
    boolean isConnected();

    /**
     * Waits until calls can be sent.
     *
     * @return false if the time passed first, or the peer was closed
     */
    boolean awaitConnected(Duration timeout) throws InterruptedException;

    /** Completes with the reason, in one line, when the peer has ended and will not come back. */
    CompletableFuture<String> closed();

    /**
     * Forgets an object that was handed out by reference over this connection.
     *
     * @return whether it had been
     */
    boolean release(Object object);

    /** Ends the connection and every call on it, once. Idempotent; returns when all have ended. */
    @Override
    void close();

    /** As {@link #newServer(Address, RpcOptions)}, at localhost:1999. */
    static RpcPeer newServer() throws InterruptedException {
        return newServer(Address.ofDefault(), RpcOptions.DEFAULT);
    }

    /** As {@link #newServer(Address, RpcOptions)}. */
    static RpcPeer newServer(Address address) throws InterruptedException {
        return newServer(address, RpcOptions.DEFAULT);
    }

    /** As {@link #newServer(Address, RpcOptions)}. */
    static RpcPeer newServer(String host, int port) throws InterruptedException {
        return newServer(Address.of(host, port), RpcOptions.DEFAULT);
    }

    /** As {@link #newServer(Address, RpcOptions)}. */
    static RpcPeer newServer(String host, int port, RpcOptions options) throws InterruptedException {
        return newServer(Address.of(host, port), options);
    }

    /**
     * Waits for one peer to connect, then stops listening.
     *
     * @throws io.perigee.remote.RpcConnectionException if the address cannot be listened on
     * @throws InterruptedException if interrupted while waiting; nothing listens any more then
     */
    static RpcPeer newServer(Address address, RpcOptions options) throws InterruptedException {
        return Connecting.acceptOne(address, options);
    }

    /** As {@link #newServerOnly(Address, RpcOptions)}, at localhost:1999. */
    static RpcServer newServerOnly() {
        return newServerOnly(Address.ofDefault(), RpcOptions.DEFAULT);
    }

    /** As {@link #newServerOnly(Address, RpcOptions)}. */
    static RpcServer newServerOnly(Address address) {
        return newServerOnly(address, RpcOptions.DEFAULT);
    }

    /** As {@link #newServerOnly(Address, RpcOptions)}. */
    static RpcServer newServerOnly(String host, int port) {
        return newServerOnly(Address.of(host, port), RpcOptions.DEFAULT);
    }

    /** As {@link #newServerOnly(Address, RpcOptions)}, at localhost:1999. */
    static RpcServer newServerOnly(RpcOptions options) {
        return newServerOnly(Address.ofDefault(), options);
    }

    /** As {@link #newServerOnly(Address, RpcOptions)}. */
    static RpcServer newServerOnly(String host, int port, RpcOptions options) {
        return newServerOnly(Address.of(host, port), options);
    }

    /**
     * Listens, and serves every peer that connects.
     *
     * @throws io.perigee.remote.RpcConnectionException if the address cannot be listened on
     */
    static RpcServer newServerOnly(Address address, RpcOptions options) {
        return RpcServer.listen(address, options, false);
    }

    /** As {@link #newClient(Address, RpcOptions)}, to localhost:1999. */
    static RpcPeer newClient() {
        return newClient(Address.ofDefault(), RpcOptions.DEFAULT);
    }

    /** As {@link #newClient(Address, RpcOptions)}. */
    static RpcPeer newClient(Address address) {
        return newClient(address, RpcOptions.DEFAULT);
    }

    /** As {@link #newClient(Address, RpcOptions)}. */
    static RpcPeer newClient(String host, int port) {
        return newClient(Address.of(host, port), RpcOptions.DEFAULT);
    }

    /** As {@link #newClient(Address, RpcOptions)}. */
    static RpcPeer newClient(String host, int port, RpcOptions options) {
        return newClient(Address.of(host, port), options);
    }

    /**
     * Connects, and waits until calls can be sent.
     *
     * @throws io.perigee.remote.RpcConnectionException if there is no such peer; with {@linkplain
     *     RpcOptions.Builder#reconnect reconnection} too, which is for connections that there have been
     */
    static RpcPeer newClient(Address address, RpcOptions options) {
        return Connecting.await(newClientAsync(address, options), address);
    }

    /** As {@link #newClient(Address, RpcOptions)}, without waiting. */
    static CompletableFuture<RpcPeer> newClientAsync(Address address, RpcOptions options) {
        return ClientPeer.connect(address, options);
    }
}
