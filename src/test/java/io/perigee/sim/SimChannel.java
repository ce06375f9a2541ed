package io.perigee.sim;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;

/** An {@link EmbeddedChannel} on a {@link SimLoop}, whose socket takes as much as the wire has room for. */
class SimChannel extends EmbeddedChannel {
    private final SimLoop loop;
    private final Wire out;

    SimChannel(SimLoop loop, SimAllocator allocator, Wire out) {
        super(EmbeddedChannel.builder().register(false).ticker(loop.ticker()));
        this.loop = loop;
        this.out = out;
        config().setAllocator(allocator);
    }

    /** Opens it with the handlers that the initializer adds. */
    void open(ChannelInitializer<Channel> handlers) {
        pipeline().addLast(handlers);
        try {
            register();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer unsent) {
        for (Object next; (next = unsent.current()) != null; ) {
            var bytes = (ByteBuf) next;
            int count = Math.min(out.room(), bytes.readableBytes());
            if (count == 0 && bytes.isReadable()) {
                return;
            }
            var taken = new byte[count];
            bytes.getBytes(bytes.readerIndex(), taken);
            out.accept(taken);
            unsent.removeBytes(count);
        }
    }

    /** The socket takes more now: what waits is written. */
    void writeOn() {
        if (isOpen()) {
            unsafe().flush();
        }
    }

    /** Does what may write past the event loop. */
    void writing(Runnable action) {
        action.run();
    }

    /** Lets go of what belongs to the system. */
    void free() {}

    boolean hasUnsent() {
        var unsent = unsafe().outboundBuffer();
        return unsent != null && !unsent.isEmpty();
    }

    @Override
    protected void doClose() throws Exception {
        super.doClose();
        out.endOfSender();
    }
}
