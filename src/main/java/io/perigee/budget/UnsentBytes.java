package io.perigee.budget;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/** What a channel has been given and its socket has not taken. Confined to the event loop. */
public final class UnsentBytes {
    private final Channel channel;
    private final Share share;
    private final Runnable onTaken;
    private boolean watching;
    private boolean allowed = true;

    /**
     * @param onTaken runs when the peer has taken what waited for it
     */
    public UnsentBytes(Channel channel, Share share, Runnable onTaken) {
        this.channel = channel;
        this.share = share;
        this.onTaken = onTaken;
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
            // Nothing tells when a socket has taken something, but for what is behind it. Past the handlers: that of TLS
            // would call it written as soon as it comes.
            var taken = channel.newPromise().addListener(done -> {
                if (done.isSuccess()) {
                    // Not from within the write, where the bytes still count that were taken last.
                    channel.eventLoop().execute(this::taken);
                }
            });
            channel.unsafe().write(Unpooled.EMPTY_BUFFER, taken);
            channel.unsafe().flush();
        }
    }

    private void taken() {
        watching = false;
        count(true);
        onTaken.run();
    }
}
