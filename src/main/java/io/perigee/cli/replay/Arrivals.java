package io.perigee.cli.replay;

import io.perigee.transport.Address;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Connections that a peer under test makes, which connects again whenever one has ended.
 *
 * <p>How many it has at a time is its own affair: rows wait for theirs.
 */
public final class Arrivals implements Connections, Closeable {
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final @Nullable Path file;
    private final Duration patience;
    private boolean gone;

    /**
     * Listens.
     *
     * @param patience how long a peer may take to connect
     */
    public Arrivals(Address address, Duration patience) throws IOException {
        this.patience = patience;
        if (address instanceof Address.Unix unix) {
            file = unix.path();
            listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(unix.path()));
        } else {
            var tcp = (Address.Tcp) address;
            file = null;
            listener = ServerSocketChannel.open();
            listener.bind(new InetSocketAddress(tcp.host(), tcp.port()));
        }
        listener.configureBlocking(false);
        selector = Selector.open();
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Where it listens, with the port that the system chose. */
    public Address address() throws IOException {
        SocketAddress local = listener.getLocalAddress();
        return local instanceof InetSocketAddress inet
                ? Address.of(inet.getHostString(), inet.getPort())
                : Address.ofUnix(((UnixDomainSocketAddress) local).getPath());
    }

    @Override
    public synchronized RawPeer next() throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!gone) {
            SocketChannel arrived = listener.accept();
            if (arrived != null) {
                return new RawPeer(arrived);
            }
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            gone = millis <= 0;
            selector.select(Math.max(1, millis));
            selector.selectedKeys().clear();
        }
        // Told by every row that is left, and waited for by none of them.
        throw new SocketTimeoutException("peer: no connection in " + patience.toSeconds()
                + " s (expected: one that connects again whenever a connection has ended)");
    }

    /** The first row will tell. */
    @Override
    public void checkReachable() {}

    @Override
    public void close() throws IOException {
        selector.close();
        listener.close();
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
