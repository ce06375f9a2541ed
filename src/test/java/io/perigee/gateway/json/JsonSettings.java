package io.perigee.gateway.json;

import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.perigee.codec.DecodeLimits;
import io.perigee.gateway.GatewaySettings;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.Executors;
import io.perigee.procedure.Procedures;
import io.perigee.testing.Events;
import io.perigee.transport.Address;
import io.perigee.transport.SocketSettings;
import java.time.Duration;

/** Settings as the tests want them. */
final class JsonSettings {
    static final Address ANYWHERE = Address.of("127.0.0.1", 0);
    static final int MAX_MESSAGE = 1 << 20;
    private static final int MAX_NODES = 10_000;

    private JsonSettings() {}

    static GatewaySettings of(Procedures procedures, Events events) {
        return of(procedures, events, Duration.ofSeconds(20), 16);
    }

    static GatewaySettings of(Procedures procedures, Events events, Duration messageTimeout, int maxQueued) {
        return new GatewaySettings(
                new CallDispatcher(procedures, Executors.shared()),
                null,
                new DecodeLimits(64, MAX_NODES, false),
                MAX_MESSAGE,
                messageTimeout.toNanos(),
                Duration.ofSeconds(20).toNanos(),
                16,
                maxQueued,
                new SocketSettings(5000, true, 0, WriteBufferWaterMark.DEFAULT, null),
                events);
    }

    static GatewaySettings bounded(Procedures procedures, RpcListener listener, int maxMessage) {
        GatewaySettings plain = of(procedures, new Events());
        return new GatewaySettings(
                plain.dispatcher(),
                plain.scripts(),
                plain.limits(),
                maxMessage,
                plain.messageTimeoutNanos(),
                plain.timeoutNanos(),
                plain.maxInboundCalls(),
                plain.maxQueuedCalls(),
                plain.sockets(),
                listener);
    }

    static GatewaySettings withLimits(GatewaySettings plain, DecodeLimits limits) {
        return new GatewaySettings(
                plain.dispatcher(),
                plain.scripts(),
                limits,
                plain.maxMessage(),
                plain.messageTimeoutNanos(),
                plain.timeoutNanos(),
                plain.maxInboundCalls(),
                plain.maxQueuedCalls(),
                plain.sockets(),
                plain.listener());
    }

    static GatewaySettings over(SslContext tls, GatewaySettings plain) {
        return over(tls, plain, 5000);
    }

    static GatewaySettings over(SslContext tls, GatewaySettings plain, int connectTimeoutMillis) {
        return new GatewaySettings(
                plain.dispatcher(),
                plain.scripts(),
                plain.limits(),
                plain.maxMessage(),
                plain.messageTimeoutNanos(),
                plain.timeoutNanos(),
                plain.maxInboundCalls(),
                plain.maxQueuedCalls(),
                new SocketSettings(connectTimeoutMillis, true, 0, WriteBufferWaterMark.DEFAULT, tls),
                plain.listener());
    }
}
