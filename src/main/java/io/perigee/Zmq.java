package io.perigee;

import io.perigee.gateway.zmq.EventHandler;
import io.perigee.gateway.zmq.PeerKind;
import io.perigee.gateway.zmq.ZmqClient;
import io.perigee.gateway.zmq.ZmqPublisher;
import io.perigee.gateway.zmq.ZmqServer;
import io.perigee.gateway.zmq.ZmqSubscriber;

/**
 * The dialect of LuaOverMQ and StockMQ over ZeroMQ: calls in one direction, events in the other.
 *
 * <p>Endpoints read {@code tcp://127.0.0.1:8004}; where they are bound, port 0 takes a free one. Everything here needs {@code
 * org.zeromq:jeromq:0.6.0} on the class path, and throws an {@link io.perigee.remote.RpcConnectionException} that says so.
 * Section 15 of {@code protocol-spec.md}.
 */
public final class Zmq {
    private Zmq() {}

    /** Serves the procedures of the options, and the globals of their Lua. */
    public static ZmqServer listen(String endpoint, RpcOptions options) {
        return ZmqServer.listen(endpoint, options.gatewaySettings());
    }

    /** Connects to a terminal that runs LuaOverMQ or StockMQ, and waits until it is there. */
    public static ZmqClient connect(String endpoint, RpcOptions options) {
        return ZmqClient.connect(endpoint, options.gatewaySettings());
    }

    /** As {@link #connect(String, RpcOptions)}, with what the other end is: a server of this library can do more. */
    public static ZmqClient connect(String endpoint, RpcOptions options, PeerKind kind) {
        return ZmqClient.connect(endpoint, options.gatewaySettings(), kind);
    }

    /** Publishes events. */
    public static ZmqPublisher publisher(String endpoint, RpcOptions options) {
        return ZmqPublisher.bind(endpoint, options.gatewaySettings());
    }

    /** Receives the events whose topics begin with {@code topic}. */
    public static ZmqSubscriber subscriber(String endpoint, String topic, RpcOptions options, EventHandler handler) {
        return ZmqSubscriber.connect(endpoint, topic, options.gatewaySettings(), handler);
    }
}
