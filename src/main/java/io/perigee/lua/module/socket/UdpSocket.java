package io.perigee.lua.module.socket;

import io.perigee.value.LuaString;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/** A UDP socket. At most one datagram is read ahead. */
final class UdpSocket extends Socket {
    private final ByteBuffer scratch;
    private final DatagramChannel channel;

    private @Nullable Datagram ahead;
    private @Nullable String failure;

    /** What came, and from where. */
    record Datagram(LuaString bytes, InetSocketAddress from) {}

    UdpSocket(int number, ByteBuffer scratch, boolean six) throws IOException {
        super(number);
        this.scratch = scratch;
        channel = DatagramChannel.open(six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_BROADCAST, false); // Java's default is the other one.
    }

    @Override
    SelectableChannel channel() {
        return channel;
    }

    void bind(InetSocketAddress address) throws IOException {
        channel.bind(address);
    }

    void connect(@Nullable InetSocketAddress address) throws IOException {
        channel.disconnect();
        if (address != null) {
            channel.connect(address);
        }
    }

    /** Sends a datagram, which is lost if the system has no room for it, as it might be on its way. */
    void send(LuaString bytes, @Nullable InetSocketAddress to) throws IOException {
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        if (to != null) {
            channel.send(buffer, to);
        } else if (buffer.hasRemaining()) {
            channel.write(buffer);
        } else { // Java sends an empty datagram only while there is no peer.
            SocketAddress peer = channel.getRemoteAddress();
            channel.disconnect();
            channel.send(buffer, peer);
            channel.connect(peer);
        }
    }

    /** The next datagram; null if there is none now. */
    @Nullable
    Datagram receive() throws IOException {
        fill();
        String failed = failure;
        failure = null;
        if (failed != null) {
            throw new IOException(failed);
        }
        Datagram next = ahead;
        ahead = null;
        return next;
    }

    @Override
    @Nullable
    SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    @Override
    @Nullable
    SocketAddress remoteAddress() throws IOException {
        return channel.getRemoteAddress();
    }

    @Override
    boolean isWatched() {
        return !waits.isEmpty();
    }

    @Override
    int interest() {
        return waits.isEmpty() || isReadable() ? 0 : SelectionKey.OP_READ;
    }

    @Override
    void ready(int operations) {
        fill();
    }

    @Override
    void fill() {
        if (isReadable()) {
            return;
        }
        scratch.clear();
        try {
            if (channel.receive(scratch) instanceof InetSocketAddress from) {
                byte[] bytes = new byte[scratch.flip().remaining()];
                scratch.get(bytes);
                ahead = new Datagram(LuaString.wrap(bytes), from);
            }
        } catch (IOException e) {
            failure = e instanceof PortUnreachableException ? "refused" : Failures.text(e);
        }
    }

    @Override
    boolean isReadable() {
        return ahead != null || failure != null;
    }

    @Override
    boolean isWritable() {
        return true;
    }
}
