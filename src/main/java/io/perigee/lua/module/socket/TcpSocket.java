package io.perigee.lua.module.socket;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket: unconnected, then a client or a server.
 *
 * <p>Java binds and listens in one step, and has two kinds of channel. So a socket that is bound is a server's channel
 * that nobody listens to yet, and becomes another when it connects after all.
 */
final class TcpSocket extends Socket {
    private static final int READ_BYTES = Inbound.LIMIT;

    /** A write copies what it is given outside the heap first: not more than this at once. */
    private static final int WRITE_BYTES = 128 << 10;

    final Inbound inbound = new Inbound();
    private final ByteBuffer scratch;

    private @Nullable ServerSocketChannel server;
    private @Nullable SocketChannel client;

    /** A connection that was accepted ahead of the script, which asked only whether there is one. */
    private @Nullable SocketChannel guest;

    private boolean connecting;

    /** Whether the selector reads ahead; begins when something first waits for bytes. */
    private boolean watched;

    /** The last write found no room. */
    private boolean blocked;

    /** Why nothing more is to be read; null while there may be. */
    private @Nullable String end;

    /** Why it could not connect. */
    private @Nullable String refused;

    TcpSocket(int number, ByteBuffer scratch) {
        super(number);
        this.scratch = scratch;
    }

    TcpSocket(int number, ByteBuffer scratch, SocketChannel client) {
        this(number, scratch);
        this.client = client;
    }

    @Override
    @Nullable
    SelectableChannel channel() {
        return client != null ? client : server;
    }

    // Unconnected -----------------------------------------------------------------------------------------------------

    void bind(InetSocketAddress address, int backlog) throws IOException {
        if (channel() != null) {
            throw new IOException(Failures.INVALID_ARGUMENT);
        }
        var channel = ServerSocketChannel.open(familyOf(address));
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, false); // Java's default is the other one.
            adopt(channel);
            channel.bind(address, backlog).configureBlocking(false);
        } catch (IOException | RuntimeException e) {
            closeQuietly(channel);
            throw e;
        }
        server = channel;
    }

    boolean isBound() {
        return server != null;
    }

    /** Begins to connect; see {@link #isConnected}. */
    void connect(InetSocketAddress address) throws IOException {
        SocketAddress local = null;
        if (server != null) { // A master that is bound.
            local = server.getLocalAddress();
            closeQuietly(server);
            server = null;
        }
        refused = null;
        closeQuietly(client);
        var channel = SocketChannel.open(familyOf(address));
        client = channel;
        try {
            adopt(channel);
            channel.configureBlocking(false);
            if (local != null) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true); // The port was ours until now.
                channel.bind(local);
            }
            connecting = !channel.connect(address);
        } catch (IOException | RuntimeException e) {
            client = null;
            closeQuietly(channel);
            throw e;
        }
    }

    private static StandardProtocolFamily familyOf(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
    }

    boolean isConnecting() {
        return connecting;
    }

    /** Whether the connection is there; why not, if it failed, is {@link #refused}. */
    boolean isConnected() {
        if (connecting && client != null) {
            try {
                connecting = !client.finishConnect();
            } catch (IOException e) {
                connecting = false;
                refused = Failures.text(e);
                closeQuietly(client);
                client = null;
            }
        }
        return client != null && !connecting;
    }

    @Nullable
    String refused() {
        return refused;
    }

    /** Why it could not connect, which is forgotten by that. */
    @Nullable
    String takeRefused() {
        String text = refused;
        refused = null;
        return text;
    }

    // Server ----------------------------------------------------------------------------------------------------------

    /** The next connection; null if there is none now. */
    @Nullable
    SocketChannel accept() throws IOException {
        SocketChannel next = guest;
        guest = null;
        end = null;
        if (next == null && server != null) {
            next = server.accept();
        }
        if (next != null) {
            next.configureBlocking(false);
        }
        return next;
    }

    TcpSocket accepted(int free, SocketChannel channel) {
        return new TcpSocket(free, scratch, channel);
    }

    // Client ----------------------------------------------------------------------------------------------------------

    /** Sends what there is room for; the number of bytes. */
    int send(ByteBuffer bytes) throws IOException {
        int begin = bytes.position();
        int limit = bytes.limit();
        if (client == null) {
            throw new ClosedChannelException();
        }
        while (bytes.position() < limit) {
            int from = bytes.position();
            bytes.limit(Math.min(limit, from + WRITE_BYTES));
            int expected = bytes.remaining();
            int written = client.write(bytes);
            bytes.limit(limit);
            if (written < expected) {
                blocked = true;
                break;
            }
        }
        return bytes.position() - begin;
    }

    /** Why nothing more is to be read, once all was; null while there may be more. */
    @Nullable
    String end() {
        return end;
    }

    void shutdown(boolean read, boolean write) throws IOException {
        if (isConnected() && client != null) {
            if (write) {
                client.shutdownOutput();
            }
            if (read) {
                client.shutdownInput();
            }
        }
    }

    @Override
    @Nullable
    SocketAddress localAddress() throws IOException {
        return client != null ? client.getLocalAddress() : server != null ? server.getLocalAddress() : null;
    }

    @Override
    @Nullable
    SocketAddress remoteAddress() throws IOException {
        return isConnected() && client != null ? client.getRemoteAddress() : null;
    }

    // Selecting -------------------------------------------------------------------------------------------------------

    @Override
    boolean isWatched() {
        return watched || !waits.isEmpty();
    }

    @Override
    int interest() {
        if (server != null) {
            return guest == null && end == null && !waits.isEmpty() ? SelectionKey.OP_ACCEPT : 0;
        }
        if (connecting) {
            return waits.isEmpty() ? 0 : SelectionKey.OP_CONNECT;
        }
        watched |= !waits.isEmpty();
        boolean read = watched && end == null && inbound.room() > 0;
        return (read ? SelectionKey.OP_READ : 0) | (blocked ? SelectionKey.OP_WRITE : 0);
    }

    @Override
    void ready(int operations) {
        if ((operations & SelectionKey.OP_WRITE) != 0) {
            blocked = false;
        }
        if (isConnected() ? (operations & SelectionKey.OP_READ) != 0 : server != null && !hasAcceptor()) {
            fill();
        }
    }

    /** Whether somebody takes the next connection at once. */
    private boolean hasAcceptor() {
        for (Wait wait : waits) {
            if (wait instanceof AcceptWait) {
                return true;
            }
        }
        return false;
    }

    @Override
    void fill() {
        try {
            if (server != null) {
                if (guest == null) {
                    guest = server.accept();
                }
            } else if (isConnected() && client != null) {
                read(client);
            }
        } catch (IOException e) { // A server counts as readable then, and the script's own accept fails the same way.
            end = Failures.text(e);
        }
    }

    private void read(SocketChannel channel) throws IOException {
        int room = Math.min(READ_BYTES, inbound.room());
        if (end != null || room == 0) {
            return;
        }
        scratch.clear().limit(room);
        if (channel.read(scratch) < 0) {
            end = Failures.CLOSED;
        } else if (scratch.flip().hasRemaining()) {
            inbound.append(scratch);
        }
    }

    @Override
    boolean isReadable() {
        if (server != null) {
            return guest != null || end != null;
        }
        return !inbound.isEmpty() || end != null || refused != null || (client == null && !connecting);
    }

    @Override
    boolean isWritable() {
        if (connecting) {
            isConnected();
        }
        return !connecting && !blocked && server == null;
    }

    @Override
    void close() {
        super.close();
        closeQuietly(server);
        closeQuietly(guest);
    }
}
