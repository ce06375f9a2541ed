package io.perigee.peer;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.perigee.transport.HalfClose;
import io.perigee.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to the channel of a connection, but for the frames that it brings. */
final class PeerHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(PeerHandler.class);

    private final PeerConnection connection;

    PeerHandler(PeerConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        if (ctx.pipeline().get(Transport.TLS) == null) {
            connection.begin();
        }
        super.channelActive(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                connection.begin();
            } else {
                exceptionCaught(ctx, ConnectionFailure.ofHandshake(handshake.cause()));
            }
        }
        if (HalfClose.isEndOfStream(event)) {
            connection.end(ConnectionFailure.CLOSED_BY_PEER);
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        connection.writabilityChanged();
        super.channelWritabilityChanged(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        String reason = ConnectionFailure.describe(cause);
        if (ConnectionFailure.isPlainOnTls(cause)) {
            ConnectionFailure.answerPlainOnTls(ctx);
        }
        log.debug("{}: {}", connection.peer(), reason, cause);
        connection.end(reason);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        connection.end(ConnectionFailure.CLOSED_BY_PEER);
        super.channelInactive(ctx);
    }
}
