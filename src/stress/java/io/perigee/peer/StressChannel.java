package io.perigee.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A channel without a socket, to which calling threads may write past its event loop as to one of epoll: what they write
 * the system drops. It keeps the numbers of the calls that the event loop writes.
 */
final class StressChannel extends EmbeddedChannel implements UnixChannel {
    private static final FileDescriptor SOCKET = openSocket();

    /** Gives back by itself what a connection holds that is not closed. */
    private static final UnpooledByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(false, true, false);

    private final StressLoop loop;
    private final List<Integer> written = new ArrayList<>();

    StressChannel(StressLoop loop) {
        super(EmbeddedChannel.builder().register(false).ticker(loop.ticker()));
        this.loop = loop;
        config().setAllocator(ALLOCATOR);
    }

    private static FileDescriptor openSocket() {
        // Descriptors are native.
        Epoll.ensureAvailability();
        try {
            return FileDescriptor.from("/dev/null");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers of the frames that the event loop has written, in their order. */
    List<Integer> written() {
        return written;
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    @Override
    public FileDescriptor fd() {
        return SOCKET;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer unsent) {
        for (Object next; (next = unsent.current()) != null; ) {
            var bytes = (ByteBuf) next;
            add(bytes.nioBuffer());
            unsent.removeBytes(bytes.readableBytes());
        }
    }

    private void add(ByteBuffer frames) {
        while (frames.hasRemaining()) {
            written.add(frames.getShort() & 0xff);
            int size = frames.getInt();
            frames.position(frames.position() + size);
        }
    }
}
