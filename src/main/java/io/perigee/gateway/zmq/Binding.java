package io.perigee.gateway.zmq;

import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/** How sockets get their addresses. */
final class Binding {
    private Binding() {}

    /**
     * Binds a socket before its thread starts; if it cannot be, nothing is left of either.
     *
     * @return the endpoint, with its port filled in
     * @throws RpcConnectionException if the endpoint cannot be had
     */
    static String bind(SocketThread thread, ZMQ.Socket socket, Endpoint endpoint) {
        try {
            checkHost("listen", endpoint.toString(), endpoint);
            if (!socket.bind(endpoint.toString())) {
                throw new ZMQException(socket.errno());
            }
            return socket.getLastEndpoint();
        } catch (ZMQException e) {
            abandon(thread, socket);
            throw failure("listen", endpoint.toString(), text(e.getErrorCode()), e);
        } catch (RuntimeException e) {
            abandon(thread, socket);
            throw e;
        }
    }

    private static void abandon(SocketThread thread, ZMQ.Socket socket) {
        socket.close();
        thread.abandon();
    }

    /**
     * @param what is to be done, for the message
     * @param place as whoever asked for it knows the endpoint
     */
    static void checkHost(String what, String place, Endpoint endpoint) {
        if (endpoint.host().equals("*")) {
            return;
        }
        try {
            InetAddress.getByName(endpoint.host());
        } catch (UnknownHostException e) {
            throw failure(what, place, "no such host", e);
        }
    }

    static RpcConnectionException failure(String what, String place, String reason, @Nullable Throwable cause) {
        return new RpcConnectionException(what, place, Outcome.NOT_SENT, reason, cause);
    }

    private static String text(int error) {
        String text = ZError.toString(error);
        return text.startsWith("Errno") ? text : text.toLowerCase(Locale.ROOT);
    }

    /** As JeroMQ writes the addresses of those that connect. */
    static String text(SocketAddress address) {
        var inet = (InetSocketAddress) address;
        return "tcp://" + inet.getAddress().getHostAddress() + ":" + inet.getPort();
    }
}
