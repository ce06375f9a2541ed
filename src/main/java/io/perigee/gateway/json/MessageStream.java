package io.perigee.gateway.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.perigee.budget.Share;
import io.perigee.budget.UnsentBytes;
import io.perigee.codec.ByteOutput;
import io.perigee.gateway.GatewaySettings;
import io.perigee.observe.Limit;
import io.perigee.transport.Reading;
import io.perigee.transport.SocketFactory;
import io.perigee.transport.Transport;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection, as messages in both directions: sections 16.1 and 16.4 of {@code protocol-spec.md}. All methods
 * are for its event loop, but for {@link #execute} and {@link #close}.
 */
final class MessageStream extends ChannelInboundHandlerAdapter {
    /** So many are sent without waiting for more: whether the peer takes them is to show soon. */
    private static final int FULL_BYTES = 1 << 16;

    /** Of most messages, in bytes. */
    static final int FIRST_CAPACITY = 128;

    private final Channel channel;
    private final Reading reading;
    private final User user;
    private final int maxMessage;
    private final long timeoutNanos;
    private final Share share;
    private final UnsentBytes unsent;
    private LengthOrder order;

    /** Bytes that came and have not been taken yet; they take the memory that came, not that was announced. */
    private final ByteBuf pending = Unpooled.buffer(0);

    private @Nullable Future<?> timeout;
    /** Bytes that were written since the last flush. */
    private int unflushed;

    private boolean paused;
    private boolean taking;
    private boolean stopped;
    private boolean opened;
    private boolean heardMessage;
    private @Nullable Throwable failure;
    private @Nullable String limitReached;

    /** It is we who close. */
    private volatile boolean closing;

    /** Who the messages are for. */
    interface User {

        /** Messages may be written. */
        void opened();

        /** A whole message came, without its length. */
        void message(byte[] text);

        /** All messages that came at once were taken; so many bytes of a next one are left. */
        void taken(int bytesLeft);

        /** No more messages come, since where they begin is not known any more. */
        void broken(String error);

        /** More may be written, or no more for now. */
        void writable();

        /** The connection ended; once, also if it was never opened. */
        void closed(String reason, @Nullable Throwable cause);
    }

    /**
     * @param share what it may take; of a client {@link Share#UNBOUNDED}
     */
    MessageStream(Channel channel, LengthOrder order, GatewaySettings settings, Share share, User user) {
        this.channel = channel;
        this.order = order;
        this.user = user;
        reading = Reading.of(channel);
        this.maxMessage = Math.min(settings.maxMessage(), share.maxFrameBytes());
        this.timeoutNanos = settings.messageTimeoutNanos();
        this.share = share;
        unsent = new UnsentBytes(channel, share, user::writable);
    }

    /** Runs something on the event loop: at once, if this is it. */
    void execute(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    /** Runs something on the event loop, and not from within whatever runs now. */
    void executeLater(Runnable task) {
        channel.eventLoop().execute(task);
    }

    /** Writes a message, whose first four bytes are for the length; it may be used again afterwards. */
    void write(ByteOutput message) {
        message.setInt(0, order.prefix(message.length() - Integer.BYTES));
        try {
            var unused = channel.write(
                    channel.alloc().ioBuffer(message.length()).writeBytes(message.array(), 0, message.length()));
        } catch (RuntimeException | Error e) {
            // No memory: whoever waits for the message is to learn that it does not come.
            fail(e);
            return;
        }
        unflushed += message.length();
        if (!taking || unflushed >= FULL_BYTES) {
            flush();
        }
    }

    private void flush() {
        unflushed = 0;
        channel.flush();
        unsent.flushed();
    }

    boolean isWritable() {
        return channel.isWritable() && unsent.isAllowed();
    }

    private void account() {
        share.received(pending.capacity());
    }

    /** Ends it for a limit that was told already. */
    void end(String reason) {
        limitReached = reason;
        channel.close();
    }

    /** Takes no message from now on, and does not read what it would not take. */
    void pause() {
        paused = true;
        stopTimeout();
        readOnOrNot();
    }

    void resume() {
        if (!paused) {
            return;
        }
        paused = false;
        if (!taking) {
            takePending();
        }
        readOnOrNot();
    }

    /** Whoever lets it go on is busy with something else, which must not fail with what comes now. */
    private void takePending() {
        try {
            take(pending);
            compact();
            flush();
            awaitRest();
            account();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable cause) {
        failure = cause;
        channel.close();
    }

    /** Not while messages are taken: most calls are answered by then, and to tell the system costs two calls of it. */
    private void readOnOrNot() {
        if (!taking) {
            reading.pause(paused);
        }
    }

    void close() {
        closing = true;
        channel.close();
    }

    /** Closes when all is written. */
    void finish() {
        closing = true;
        stopped = true;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (ctx.pipeline().get(Transport.TLS) == null) {
            open();
        }
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            open();
        }
        ctx.fireUserEventTriggered(event);
    }

    private void open() {
        opened = true;
        user.opened();
    }

    boolean isOpened() {
        return opened;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var in = (ByteBuf) message;
        try {
            if (stopped) {
                return;
            }
            if (pending.isReadable()) {
                pending.writeBytes(in);
                take(pending);
                compact();
            } else {
                take(in);
                pending.writeBytes(in);
            }
            // Not before what is left is where it is looked for: whoever is told that more may be written goes on at
            // once.
            flush();
            awaitRest();
            readOnOrNot();
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        share.heard(heardMessage);
        heardMessage = false;
        account();
        if (!stopped) {
            user.taken(pending.readableBytes());
        }
        ctx.fireChannelReadComplete();
    }

    /** Gives the peer its time for a message that has begun. */
    private void awaitRest() {
        if (!pending.isReadable() || paused || stopped) {
            return;
        }
        // A peer may have sent the length by itself, and wait to be told that it came.
        SocketFactory.acknowledgeNow(channel);
        if (timeout == null && timeoutNanos > 0) {
            timeout = channel.eventLoop().schedule(this::timeOut, timeoutNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void take(ByteBuf in) {
        taking = true;
        try {
            while (!paused && !stopped && takeOne(in)) {
                stopTimeout();
            }
        } finally {
            taking = false;
        }
    }

    /** False if there is no whole message. */
    private boolean takeOne(ByteBuf in) {
        if (in.readableBytes() < Integer.BYTES) {
            return false;
        }
        int prefix = in.getInt(in.readerIndex());
        order = order.settle(prefix, maxMessage);
        long length = order.length(prefix);
        if (length > maxMessage) {
            breakOff(
                    Limit.FRAME_SIZE,
                    "length: " + length + " (expected: <= " + maxMessage + Stranger.clause(prefix) + ")");
            return false;
        }
        if (in.readableBytes() - Integer.BYTES < length) {
            return false;
        }
        var text = new byte[(int) length];
        in.skipBytes(Integer.BYTES).readBytes(text);
        heardMessage = true;
        user.message(text);
        return true;
    }

    private void compact() {
        if (stopped) {
            pending.clear();
        } else {
            pending.discardReadBytes();
        }
        if (!pending.isReadable()) {
            pending.clear().capacity(0);
        }
    }

    private void breakOff(Limit limit, String error) {
        share.tell(limit, limit.code() + ": " + error);
        stopped = true;
        stopTimeout();
        user.broken(error);
    }

    private void stopTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }

    private void timeOut() {
        timeout = null;
        if (!channel.config().isAutoRead()) {
            // The rest may have come long ago: it is this side that does not read, since others go first.
            awaitRest();
            return;
        }
        breakOff(
                Limit.FRAME_TIME,
                "timeout: " + pending.readableBytes() + " bytes after " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
                        + " ms (expected: a whole message)");
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        user.writable();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopped = true;
        stopTimeout();
        pending.clear().capacity(0);
        share.close();
        String reason = closing ? "closed" : "connection closed by the peer";
        if (failure != null) {
            reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        }
        if (limitReached != null) {
            reason = limitReached;
        }
        user.closed(reason, failure);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause);
    }
}
