package io.perigee.gateway.zmq;

import io.perigee.gateway.GatewaySettings;
import java.util.concurrent.TimeUnit;
import org.zeromq.ZMQ;

/** How sockets are set up; nothing is left to the defaults of the library. */
final class Sockets {
    /** Peers that are not heard of for three of these are gone. Every ZeroMQ since 4.2 answers by itself. */
    private static final int HEARTBEAT_MILLIS = 10_000;

    private static final int SILENCE_MILLIS = 3 * HEARTBEAT_MILLIS;
    private static final int HANDSHAKE_MILLIS = 10_000;
    static final int RECONNECT_MILLIS = 100;

    /** How long the last messages may take to leave when a socket that others wait for is closed. */
    static final int LINGER_MILLIS = 200;

    /** Messages that have come from one connection and were not read yet: each may be as large as messages can be. */
    static final int RECEIVE_HIGH_WATER = 64;

    private Sockets() {}

    /**
     * @param lingerMillis how long the last messages may take to leave when it is closed
     * @param highWater messages on their way to one connection
     */
    static void setUp(ZMQ.Socket socket, GatewaySettings settings, Endpoint endpoint, int lingerMillis, int highWater) {
        socket.setLinger(lingerMillis);
        socket.setMaxMsgSize(settings.maxMessage());
        socket.setMsgAllocator(new FrameAllocator(settings.maxMessage()));
        socket.setSndHWM(highWater);
        socket.setRcvHWM(RECEIVE_HIGH_WATER);
        socket.setHeartbeatIvl(HEARTBEAT_MILLIS);
        socket.setHeartbeatTimeout(SILENCE_MILLIS);
        socket.setHeartbeatTtl(SILENCE_MILLIS);
        socket.setHandshakeIvl(handshakeMillis(settings));
        socket.setTCPKeepAlive(settings.sockets().tcpKeepAlive() ? 1 : 0);
        socket.setReconnectIVL(RECONNECT_MILLIS);
        // Messages wait in our own queue until there is a connection, where they can be taken back.
        socket.setImmediate(false);
        socket.setIPv6(endpoint.isIpv6());
    }

    private static int handshakeMillis(GatewaySettings settings) {
        long millis = TimeUnit.NANOSECONDS.toMillis(settings.messageTimeoutNanos());
        return millis == 0 ? HANDSHAKE_MILLIS : (int) Math.max(1, Math.min(Integer.MAX_VALUE, millis));
    }
}
