package io.perigee.peer;

import io.netty.channel.Channel;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.PeerSession;
import io.perigee.transport.Peers;
import org.jspecify.annotations.Nullable;

/** The session of the peer, made when it is first asked for: most connections need none. Thread-safe. */
final class SessionHolder {
    private final Channel channel;
    private final String peer;
    private final @Nullable RpcListener listener;
    private volatile @Nullable PeerSession session;

    SessionHolder(Channel channel, String peer, @Nullable RpcListener listener) {
        this.channel = channel;
        this.peer = peer;
        this.listener = listener;
    }

    PeerSession get() {
        PeerSession known = session;
        return known == null ? open() : known;
    }

    private synchronized PeerSession open() {
        PeerSession known = session;
        if (known == null) {
            known = new PeerSession(Peers.describe(channel, peer), listener);
            session = known;
        }
        return known;
    }
}
