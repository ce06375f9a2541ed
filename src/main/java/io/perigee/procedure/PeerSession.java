package io.perigee.procedure;

import io.perigee.observe.PeerInfo;
import io.perigee.observe.RpcListener;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a peer, as long as it lasts: who is there, and what it has shown since. Thread-safe.
 *
 * <p>A procedure that has looked at a token, or at whatever else a peer shows, says {@link #login}; {@link Grants} may
 * depend on it. There is no way back but the end of the connection.
 */
public final class PeerSession {
    private final PeerInfo peer;
    private final @Nullable RpcListener listener;
    private volatile Set<String> logins = Set.of();

    /** What its peer is granted; null until somebody asks, and again after each login. */
    private volatile @Nullable Access access;

    /**
     * @param listener is told of logins and refusals; null for none
     */
    public PeerSession(PeerInfo peer, @Nullable RpcListener listener) {
        this.peer = peer;
        this.listener = listener;
    }

    public PeerInfo peer() {
        return peer;
    }

    /** What the peer has been let in as. */
    public Set<String> logins() {
        return logins;
    }

    /** Lets the peer in, besides what it may be already: grants to {@code token:NAME} hold for it from now on. */
    public void login(String name) {
        synchronized (this) {
            if (!logins.contains(name)) {
                var more = new HashSet<>(logins);
                more.add(name);
                logins = Set.copyOf(more);
                access = null;
            }
        }
        if (listener != null) {
            listener.onLogin(peer, name);
        }
    }

    /**
     * Tells that the peer has asked in vain.
     *
     * @param what it asked for
     * @param reason why not, in one line
     */
    public void refused(String what, String reason) {
        if (listener != null) {
            listener.onRefused(peer, what, reason);
        }
    }

    Access access(Grants grants) {
        Access known = access;
        return known != null && known.isOf(grants) ? known : putTogether(grants);
    }

    private synchronized Access putTogether(Grants grants) {
        Access its = grants.access(peer, logins);
        access = its;
        return its;
    }
}
