package io.perigee.peer;

import io.perigee.observe.CallInfo;
import io.perigee.observe.RpcListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listener, if there is one, what happens on a connection. */
final class PeerEvents {
    private static final Logger log = LoggerFactory.getLogger(PeerEvents.class);

    private final String peer;
    private final @Nullable RpcListener listener;
    private final boolean watchesServed;

    PeerEvents(String peer, @Nullable RpcListener listener) {
        this.peer = peer;
        this.listener = listener;
        watchesServed = listener != null && !listener.ignoresServedCalls();
    }

    /** True if somebody wants to know of the calls that are served. */
    boolean watchesServed() {
        return watchesServed;
    }

    void connected(SessionHolder session) {
        if (listener != null) {
            listener.onConnected(session.get().peer());
        }
    }

    /** @param begun whether {@link #connected} was told: it knew the session, then */
    void ended(boolean begun, SessionHolder session, String reason) {
        if (listener == null) {
            return;
        }
        if (begun) {
            listener.onDisconnected(session.get().peer(), reason);
        } else {
            listener.onRejected(peer, reason);
        }
    }

    void unexpected(String what) {
        log.debug("{}: {}", peer, what);
        if (listener != null) {
            listener.onUnexpected(peer, what);
        }
    }

    /** A call of the peer is over for us. */
    void served(PeerCall call, @Nullable Object error) {
        if (listener != null && watchesServed) {
            listener.onCallServed(new CallInfo(
                    peer,
                    call.procedure(),
                    call.connection.nanoTime() - call.startNanos(),
                    error == null ? null : error.toString()));
        }
    }
}
