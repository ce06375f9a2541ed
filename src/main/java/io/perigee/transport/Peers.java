package io.perigee.transport;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslHandler;
import io.perigee.observe.PeerInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What a connection shows of who is at its other end. */
public final class Peers {
    private Peers() {}

    /**
     * To be asked once the connection is ready: the handshake of TLS is over then.
     *
     * @param address as listeners and logs know the peer
     */
    public static PeerInfo describe(Channel channel, String address) {
        var host = channel.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
        var local = channel.localAddress();
        boolean unix = local instanceof DomainSocketAddress || local instanceof UnixDomainSocketAddress;
        return new PeerInfo(address, host, unix, userId(channel), subject(channel));
    }

    /** The system knows it where epoll is there. */
    private static long userId(Channel channel) {
        if (channel instanceof EpollDomainSocketChannel socket) {
            try {
                return Integer.toUnsignedLong(socket.peerCredentials().uid());
            } catch (IOException e) {
                // The connection has ended, and nothing comes of what it may do.
            }
        }
        return PeerInfo.NO_USER;
    }

    private static @Nullable String subject(Channel channel) {
        if (!(channel.pipeline().get(Transport.TLS) instanceof SslHandler tls)) {
            return null;
        }
        try {
            return tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? certificate.getSubjectX500Principal().getName()
                    : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }
}
