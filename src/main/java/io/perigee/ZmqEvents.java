package io.perigee;

import io.perigee.gateway.zmq.EventHandler;
import io.perigee.gateway.zmq.ZmqPublisher;
import io.perigee.gateway.zmq.ZmqSubscriber;

/**
 * Events of LuaOverMQ and StockMQ over ZeroMQ, beside the calls of {@link RpcTarget.Zmq}.
 *
 * <p>Endpoints read {@code tcp://127.0.0.1:8005}; where they are bound, port 0 takes a free one. Everything here needs {@code
 * org.zeromq:jeromq:0.6.0} on the class path, and throws an {@link io.perigee.remote.RpcConnectionException} that says so.
 * Section 15.4 of {@code protocol-spec.md}.
 */
public final class ZmqEvents {
    private ZmqEvents() {}

    /** Publishes events. */
    public static ZmqPublisher publisher(String endpoint, RpcOptions options) {
        return ZmqPublisher.bind(endpoint, options.gatewaySettings());
    }

    /** Receives the events whose topics begin with {@code topic}. */
    public static ZmqSubscriber subscriber(String endpoint, String topic, RpcOptions options, EventHandler handler) {
        return ZmqSubscriber.connect(endpoint, topic, options.gatewaySettings(), handler);
    }
}
