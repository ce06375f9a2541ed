package io.perigee.peer;

import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ValueCodec;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.ScriptHost;
import io.perigee.wire.FrameLog;
import org.jspecify.annotations.Nullable;

/**
 * How a connection behaves.
 *
 * @param dispatcher runs what the peer calls
 * @param scripts runs code for the peer; null if nothing does
 * @param maxPayload the largest payload in bytes, in both directions
 * @param frameTimeoutNanos the time in which a frame must be complete; 0 for none
 * @param maxInboundCalls calls of the peer that run at once
 * @param maxBacklogBytes bytes of calls that wait to run and of answers that the peer does not take yet
 * @param maxQueuedCalls calls of ours that wait for a number
 * @param keepAliveNanos how long a silent peer is believed to live; 0 for ever
 * @param quickAcknowledge whether frames that come in pieces are acknowledged at once
 * @param listener null costs nothing
 * @param frameLog null costs nothing
 */
public record PeerSettings(
        CallDispatcher dispatcher,
        @Nullable ScriptHost scripts,
        ValueCodec codec,
        DecodeLimits limits,
        int maxPayload,
        long frameTimeoutNanos,
        int maxInboundCalls,
        int maxBacklogBytes,
        int maxQueuedCalls,
        long keepAliveNanos,
        boolean quickAcknowledge,
        @Nullable RpcListener listener,
        @Nullable FrameLog frameLog) {}
