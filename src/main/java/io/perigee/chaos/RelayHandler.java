package io.perigee.chaos;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.perigee.transport.HalfClose;

/** One end of a connection: what comes from it, and that it takes more. */
final class RelayHandler extends ChannelInboundHandlerAdapter {
    private final ProxiedConnection connection;
    private final ProxiedStream fromHere;
    private final ProxiedStream toHere;

    RelayHandler(ProxiedConnection connection, ProxiedStream fromHere, ProxiedStream toHere) {
        this.connection = connection;
        this.fromHere = fromHere;
        this.toHere = toHere;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var bytes = (ByteBuf) message;
        try {
            fromHere.offer(bytes);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        toHere.pump();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (HalfClose.isEndOfStream(event)) {
            fromHere.sourceEnded(false);
            connection.closeIfSettled();
        }
    }

    /** A reset: the end of the stream, which comes behind it, is none. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fromHere.sourceEnded(true);
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        toHere.sinkGone();
        fromHere.sourceEnded(true);
        connection.closeIfSettled();
    }
}
