package io.perigee.chaos;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;

/**
 * Keeps what comes from a client before there is a server. Nothing is read on purpose then, but a client that hangs up
 * has its last bytes read all the same.
 */
final class EarlyEvents extends ChannelInboundHandlerAdapter {
    private final ArrayDeque<Object> held = new ArrayDeque<>();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var bytes = (ByteBuf) message;
        held.add(bytes.copy());
        bytes.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        held.add(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        held.add(cause);
    }

    /** Tells the handlers behind all that they missed, and goes. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        for (Object event = held.poll(); event != null; event = held.poll()) {
            if (event instanceof ByteBuf bytes) {
                context.fireChannelRead(bytes);
            } else if (event instanceof Throwable cause) {
                context.fireExceptionCaught(cause);
            } else {
                context.fireUserEventTriggered(event);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        for (Object event = held.poll(); event != null; event = held.poll()) {
            if (event instanceof ByteBuf bytes) {
                bytes.release();
            }
        }
        context.fireChannelInactive();
    }
}
