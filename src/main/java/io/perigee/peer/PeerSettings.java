package io.perigee.peer;

import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ValueCodec;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.ScriptHost;
import io.perigee.wire.FrameLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a connection behaves.
 *
 * @param dispatcher runs what the peer calls
 * @param scripts runs code for the peer; null if nothing does
 * @param codec what the connection speaks, unless the peer's first call is of another codec that it may be
 * @param otherCodecs what the first call of the peer may be as well; what it is, the connection speaks from then on
 * @param maxPayload the largest payload in bytes, in both directions
 * @param frameTimeoutNanos the time in which a frame must be complete; 0 for none
 * @param maxInboundCalls calls of the peer that run at once
 * @param maxBacklogBytes bytes of calls that wait to run, and as many again of answers that the peer does not take yet
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
        List<ValueCodec> otherCodecs,
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
