package io.perigee.cli.replay;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

/** Connections to a peer that offers the fixture, one after the other: the protocol does not care who made them. */
interface Connections {

    RawPeer next() throws IOException;

    /** Returns if there is a peer: one that is not there is told once, and not by every row. */
    default void checkReachable() throws IOException {
        next().close();
    }

    static Connections to(SocketAddress address) {
        return () -> new RawPeer(SocketChannel.open(address));
    }
}
