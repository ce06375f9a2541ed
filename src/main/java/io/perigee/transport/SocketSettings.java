package io.perigee.transport;

import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * How sockets are set up.
 *
 * @param connectTimeoutMillis how long a connection may take to open, TLS handshake included; 0 for no limit of ours
 * @param userTimeoutMillis how long sent bytes may stay unacknowledged, on epoll; 0 leaves it to the system
 * @param ssl TLS for every connection; null for none
 */
public record SocketSettings(
        int connectTimeoutMillis,
        boolean tcpKeepAlive,
        int userTimeoutMillis,
        WriteBufferWaterMark waterMark,
        @Nullable SslContext ssl) {}
