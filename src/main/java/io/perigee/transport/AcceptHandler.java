package io.perigee.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;

/** Turns connections away before they are anything to the server but a file descriptor. */
final class AcceptHandler extends ChannelInboundHandlerAdapter {
    private final Acceptance acceptance;
    private final Address asked;

    AcceptHandler(Acceptance acceptance, Address asked) {
        this.acceptance = acceptance;
        this.asked = asked;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (message instanceof Channel child && !acceptance.accept(child, asked)) {
            // Without a farewell: what waits to be closed in good order takes memory of the system.
            child.config().setOption(ChannelOption.SO_LINGER, 0);
            child.unsafe().closeForcibly();
            return;
        }
        super.channelRead(ctx, message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        acceptance.failed(asked, cause);
        super.exceptionCaught(ctx, cause);
    }
}
