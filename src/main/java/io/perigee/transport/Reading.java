package io.perigee.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.IntSupplier;

/**
 * Whether a connection is read from: not while whoever owns it has paused it, nor while it has had its turn and others go
 * first; see {@link ReadTurn}. Confined to the event loop.
 */
public final class Reading extends ChannelInboundHandlerAdapter {
    private final Channel channel;
    private final IntSupplier turnBytes;
    private int bytes;
    private boolean paused;
    private boolean inLine;

    private Reading(Channel channel, IntSupplier turnBytes) {
        this.channel = channel;
        this.turnBytes = turnBytes;
    }

    /** Of a connection that is one of many, as the first handler of its pipeline. */
    static void inTurns(Channel channel, IntSupplier turnBytes) {
        channel.pipeline().addFirst(new Reading(channel, turnBytes));
    }

    /** Of any connection. */
    public static Reading of(Channel channel) {
        Reading inTurns = channel.pipeline().get(Reading.class);
        return inTurns == null ? new Reading(channel, () -> ReadTurn.MOST_BYTES) : inTurns;
    }

    /** Reads no more until this is taken back; idempotent. */
    public void pause(boolean pausing) {
        paused = pausing;
        update();
    }

    private void update() {
        channel.config().setAutoRead(!paused && !inLine);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        bytes += ((ByteBuf) message).readableBytes();
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        boolean hadItsTurn = bytes >= turnBytes.getAsInt();
        bytes = 0;
        ctx.fireChannelReadComplete();
        if (hadItsTurn && !inLine) {
            inLine = true;
            update();
            TurnLine.ofThisThread().add(this);
        }
    }

    Channel channel() {
        return channel;
    }

    /** It is its turn again. Returns the bytes that it may read, or 0 if it reads nothing. */
    int takeTurn() {
        inLine = false;
        if (paused || !channel.isOpen()) {
            return 0;
        }
        update();
        return turnBytes.getAsInt();
    }
}
