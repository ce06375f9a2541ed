package io.perigee;

import io.perigee.peer.PeerConnection;
import io.perigee.remote.Nanos;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A peer that connected to us. It ends with its connection. */
final class ServedPeer extends AbstractPeer {
    private final PeerConnection connection;

    ServedPeer(PeerConnection connection, RpcOptions options) {
        super(connection.peer(), Nanos.of(options.timeout()));
        this.connection = connection;
    }

    @Override
    PeerConnection connection() {
        return connection;
    }

    @Override
    public boolean awaitConnected(Duration timeout) {
        return isConnected();
    }

    @Override
    public CompletableFuture<String> closed() {
        return connection.closed().copy();
    }

    @Override
    void end() {
        connection.close("closed");
    }
}
