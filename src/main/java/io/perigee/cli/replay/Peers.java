package io.perigee.cli.replay;

import java.net.SocketAddress;

/** The live peers that rows are replayed against, all of which offer the fixture. */
public final class Peers {
    private final Connections connections;

    private Peers(Connections connections) {
        this.connections = connections;
    }

    /** For rows that need no peer. */
    public static Peers none() {
        return new Peers(() -> {
            throw new Check.Skip("needs a peer");
        });
    }

    public static Peers at(SocketAddress address) {
        return new Peers(Connections.to(address));
    }

    /** Of the binary protocol. */
    Connections connections() {
        return connections;
    }
}
