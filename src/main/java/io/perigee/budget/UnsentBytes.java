package io.perigee.budget;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/** What a channel has been given and its socket has not taken. Confined to the event loop, but for {@link #look}. */
public final class UnsentBytes {
    private final Channel channel;
    private final Share share;
    private final Runnable onTaken;
    private boolean watching;
    private boolean allowed = true;

    /** What the socket was to take next when this was last asked, and how much of it was left. */
    private int firstIdentity;

    private int firstBytes;

    /**
     * @param onTaken runs when the peer has taken what waited for it
     */
    public UnsentBytes(Channel channel, Share share, Runnable onTaken) {
        this.channel = channel;
        this.share = share;
        this.onTaken = onTaken;
        share.watch(this);
    }

    /** True while no more waits than one connection may have, as things are at the server. */
    public boolean isAllowed() {
        return allowed;
    }

    /** To be called after each flush. */
    public void flushed() {
        if (share.isBounded()) {
            count(false);
        }
    }

    private void count(boolean progress) {
        var buffer = channel.unsafe().outboundBuffer();
        long bytes = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        share.unsent(bytes, progress);
        allowed = bytes == 0 || bytes <= share.unsentAllowance();
        if (bytes > 0 && !watching) {
            watching = true;
            // Nothing tells when a socket has taken something, but for what is behind it. Past the handlers: that of
            // TLS
            // would call it written as soon as it comes.
            var taken = channel.newPromise().addListener(done -> {
                if (done.isSuccess()) {
                    // Not from within the write, where the bytes still count that were taken last.
                    channel.eventLoop().execute(this::taken);
                }
            });
            channel.unsafe().write(Unpooled.EMPTY_BUFFER, taken);
            channel.unsafe().flush();
            firstMoved(buffer);
        }
    }

    private void taken() {
        watching = false;
        count(true);
        onTaken.run();
    }

    /** Tells of what the socket has taken since this was last asked, however little. Any thread. */
    void look() {
        channel.eventLoop().execute(() -> {
            var buffer = channel.unsafe().outboundBuffer();
            if (watching && buffer != null && firstMoved(buffer)) {
                share.moved();
            }
        });
    }

    /**
     * True unless the socket is to take the same bytes next as before. Of those that wait behind them nothing can be told:
     * there may be less since some were taken, and more since some were added.
     */
    private boolean firstMoved(@Nullable ChannelOutboundBuffer buffer) {
        Object first = buffer == null ? null : buffer.current();
        int identity = System.identityHashCode(first);
        int bytes = first instanceof ByteBuf content ? content.readableBytes() : 0;
        boolean moved = identity != firstIdentity || bytes != firstBytes;
        firstIdentity = identity;
        firstBytes = bytes;
        return moved;
    }
}
