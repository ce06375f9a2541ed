package io.perigee.peer;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.Procedures;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings of connections without a socket. */
final class TestSettings {
    static final int MAX_PAYLOAD = 16 << 20;

    private TestSettings() {}

    /** Procedures run where they are called. */
    static PeerSettings of(Procedures procedures, int maxInboundCalls, int maxQueuedCalls) {
        return of(procedures, maxInboundCalls, maxQueuedCalls, Duration.ZERO);
    }

    static PeerSettings keptAlive(Duration interval) {
        return of(new Procedures(), 256, 1000, interval);
    }

    /** Without procedures. */
    static PeerSettings watched(RpcListener listener, int maxQueuedCalls) {
        return of(new Procedures(), 256, maxQueuedCalls, Duration.ZERO, listener);
    }

    private static PeerSettings of(Procedures procedures, int maxInboundCalls, int maxQueuedCalls, Duration keepAlive) {
        return of(procedures, maxInboundCalls, maxQueuedCalls, keepAlive, null);
    }

    private static PeerSettings of(
            Procedures procedures,
            int maxInboundCalls,
            int maxQueuedCalls,
            Duration keepAlive,
            @Nullable RpcListener listener) {
        return new PeerSettings(
                new CallDispatcher(procedures, Runnable::run),
                null,
                Luatobin.INSTANCE,
                List.of(),
                DecodeLimits.DEFAULT,
                MAX_PAYLOAD,
                0,
                maxInboundCalls,
                1 << 20,
                maxQueuedCalls,
                keepAlive.toNanos(),
                true,
                listener,
                null);
    }

    /** The lane of a connection that only its event loop writes to. */
    static DirectLane closedLane() {
        return new DirectLane(
                null,
                new OutgoingQueue(),
                MAX_PAYLOAD,
                UnpooledByteBufAllocator.DEFAULT,
                Runnable::run,
                () -> {},
                failure -> {});
    }

    static PeerSettings defaults() {
        return of(new Procedures(), 256, 1000);
    }
}
