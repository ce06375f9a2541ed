package io.perigee.gateway;

import io.perigee.codec.DecodeLimits;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.ScriptHost;
import io.perigee.transport.SocketSettings;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway behaves, whatever it speaks.
 *
 * @param dispatcher runs what peers call
 * @param scripts answers what is not registered; null if nothing does
 * @param limits what a decoder puts up with
 * @param maxMessage the largest message in bytes, in both directions
 * @param messageTimeoutNanos the time in which a message must be complete; 0 for none
 * @param timeoutNanos the deadline of calls that name no other; 0 for none
 * @param maxInboundCalls calls of peers that run at once: of one connection, or of one socket that many share
 * @param maxQueuedCalls calls of ours that may be due at once
 * @param listener null costs nothing
 */
public record GatewaySettings(
        CallDispatcher dispatcher,
        @Nullable ScriptHost scripts,
        DecodeLimits limits,
        int maxMessage,
        long messageTimeoutNanos,
        long timeoutNanos,
        int maxInboundCalls,
        int maxQueuedCalls,
        SocketSettings sockets,
        @Nullable RpcListener listener) {}
