package io.perigee.transport;

import io.netty.channel.Channel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a channel, for threads other than its event loop to write to.
 *
 * <p>Netty knows nothing of these writes: whoever makes them must see to it that the event loop does not write at the same
 * time, and does not close the channel, for the system may give the number of a closed socket to the next that is
 * opened. So that nothing is closed behind the back of the handlers, the end of the stream comes to them as an event,
 * and it is for them to close.
 */
public final class DirectSocket {
    private final Channel channel;
    private final FileDescriptor descriptor;

    private DirectSocket(Channel channel, FileDescriptor descriptor) {
        this.channel = channel;
        this.descriptor = descriptor;
    }

    /**
     * Prepares a channel for such writes.
     *
     * @return null if only the event loop can write: it must pass through TLS, or the channel is not one of epoll
     */
    public static @Nullable DirectSocket prepare(Channel channel) {
        if (channel instanceof UnixChannel unix && channel.pipeline().get(Transport.TLS) == null) {
            HalfClose.allow(channel);
            return new DirectSocket(channel, unix.fd());
        }
        return null;
    }

    /** True if the channel has nothing left to write; to be asked on the event loop. */
    public boolean isIdle() {
        var unsent = channel.unsafe().outboundBuffer();
        return unsent != null && unsent.totalPendingWriteBytes() == 0;
    }

    /**
     * Writes what the socket takes at once.
     *
     * @param bytes a direct buffer, whose position and limit do not matter
     * @return how many bytes that was; 0 if it takes none now
     * @throws IOException if the connection is broken
     */
    public int write(ByteBuffer bytes, int start, int end) throws IOException {
        return descriptor.write(bytes, start, end);
    }
}
