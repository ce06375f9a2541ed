package io.perigee.isolation;

import io.netty.channel.WriteBufferWaterMark;
import io.perigee.codec.DecodeLimits;
import io.perigee.peer.PeerSettings;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.Procedures;
import io.perigee.transport.SocketSettings;
import java.util.List;

/** How the connection between an engine and its host behaves, on both sides. */
final class EngineConnection {
    /** The largest payload of a peer, with room for what an operation says beside. */
    static final int MAX_PAYLOAD = (16 << 20) + (64 << 10);

    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final long FRAME_TIMEOUT_NANOS = 10_000_000_000L;
    private static final int MAX_INBOUND_CALLS = 256;

    /** An engine's callers are bounded elsewhere; what they say here must not be refused. */
    private static final int MAX_QUEUED_CALLS = 1 << 20;

    private static final int LOW_WATER_BYTES = 256 << 10;
    private static final int HIGH_WATER_BYTES = 1 << 20;

    private EngineConnection() {}

    /** Offers these procedures, which must not block. */
    static PeerSettings settings(Procedures procedures) {
        return new PeerSettings(
                new CallDispatcher(procedures, Runnable::run),
                null,
                WideCodec.INSTANCE,
                List.of(),
                DecodeLimits.DEFAULT,
                MAX_PAYLOAD,
                FRAME_TIMEOUT_NANOS,
                MAX_INBOUND_CALLS,
                2 * MAX_PAYLOAD,
                MAX_QUEUED_CALLS,
                0,
                false,
                null,
                null);
    }

    static SocketSettings sockets() {
        return new SocketSettings(
                CONNECT_TIMEOUT_MILLIS, false, 0, new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES), null);
    }
}
