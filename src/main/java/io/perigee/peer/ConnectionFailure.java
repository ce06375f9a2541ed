package io.perigee.peer;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.perigee.transport.Transport;
import io.perigee.wire.FrameError;
import io.perigee.wire.FrameException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/** What went wrong with a socket, in one line. */
final class ConnectionFailure {
    /** A fatal alert, "unexpected message": what a TLS client or a Perigee peer makes sense of. */
    private static final byte[] TLS_ALERT = {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x0a};

    static final String CLOSED_BY_PEER = "connection closed by the peer";
    private static final String RESET_BY_PEER = "connection reset by the peer";

    /** In what each kind of socket says of it, around other words. */
    private static final String RESET = "Connection reset";

    private ConnectionFailure() {}

    private static Throwable root(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof DecoderException && cause != null ? cause : failure;
    }

    static boolean isPlainOnTls(Throwable failure) {
        return root(failure) instanceof NotSslRecordException;
    }

    static String describe(Throwable failure) {
        if (isPlainOnTls(failure)) {
            return new FrameException(FrameError.TLS_EXPECTED, "plain bytes", "a TLS handshake").getMessage();
        }
        Throwable root = root(failure);
        if (root instanceof ClosedChannelException) {
            // Of a write that came between the peer's end and the news of it.
            return CLOSED_BY_PEER;
        }
        String message = root.getMessage();
        String kind = root.getClass().getSimpleName();
        if (message == null) {
            return kind;
        }
        if (root instanceof IOException && message.contains(RESET)) {
            return RESET_BY_PEER;
        }
        // That there was no memory is what counts, and the message may not say so.
        return root instanceof Error ? kind + ": " + message : message;
    }

    /** Why there was no TLS handshake: a plain peer reads the first record of one, and closes. */
    static Throwable ofHandshake(Throwable failure) {
        return failure instanceof IOException && !(failure instanceof SSLException)
                ? new FrameException(
                        FrameError.TLS_EXPECTED,
                        "the end of the connection",
                        "a TLS handshake; is TLS configured at one end only?")
                : failure;
    }

    /** Tells a plain peer why it is being disconnected, in the only words that this port speaks. */
    static void answerPlainOnTls(ChannelHandlerContext ctx) {
        ChannelHandlerContext tls = ctx.pipeline().context(Transport.TLS);
        if (tls != null) {
            tls.writeAndFlush(Unpooled.wrappedBuffer(TLS_ALERT));
        }
    }
}
