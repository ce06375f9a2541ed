package io.perigee.observe;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, as far as the connection itself shows.
 *
 * @param address as listeners and logs know the peer
 * @param host where it calls from; null if that is no network
 * @param unix whether it came by a Unix socket
 * @param userId of its process, as the system vouches for it; -1 where it does not
 * @param certificate the subject of the certificate that it has proved to be its own, as RFC 2253 writes it; null if it has
 *     shown none
 */
public record PeerInfo(
        String address,
        @Nullable InetAddress host,
        boolean unix,
        long userId,
        @Nullable String certificate) {
    public static final long NO_USER = -1;

    /** A peer of which nothing is known but what it is called. */
    public static PeerInfo named(String address) {
        return new PeerInfo(address, null, false, NO_USER, null);
    }

    /** A peer at the other end of a TCP connection without TLS. */
    public static PeerInfo at(String address, @Nullable InetAddress host) {
        return new PeerInfo(address, host, false, NO_USER, null);
    }
}
