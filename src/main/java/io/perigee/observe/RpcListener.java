package io.perigee.observe;

/**
 * Is told what happens, for logs and metrics. All methods do nothing until overridden; without a listener nothing is
 * computed for one.
 *
 * <p>Called on event loops and on the threads of procedures: implementations must be fast, thread-safe and must not
 * block. What they throw is logged and dropped.
 */
public interface RpcListener {

    /**
     * True if {@link #onCallServed} need not be told: each call of a peer then costs an object and two looks at the clock
     * less. For those that look at connections and limits alone. Asked once or when a connection begins, not for each call.
     */
    default boolean ignoresServedCalls() {
        return false;
    }

    /** A server listens, with the port that the system chose if it was asked to. */
    default void onListening(String address) {}

    /** A connection is ready for calls. */
    default void onConnected(String peer) {}

    /** As {@link #onConnected(String)}, which it tells unless overridden, with all that is known of the peer. */
    default void onConnected(PeerInfo peer) {
        onConnected(peer.address());
    }

    /**
     * A connection came to nothing: it ended before it was ready for calls, in a failed TLS handshake, say.
     *
     * @param reason why, in one line
     */
    default void onRejected(String peer, String reason) {}

    /**
     * A connection ended, of which {@link #onConnected} was told.
     *
     * @param reason why, in one line
     */
    default void onDisconnected(String peer, String reason) {}

    /** As {@link #onDisconnected(String, String)}, which it tells unless overridden, with all that is known of the peer. */
    default void onDisconnected(PeerInfo peer, String reason) {
        onDisconnected(peer.address(), reason);
    }

    /**
     * A peer has shown who it is, by a token say.
     *
     * @param login what it is from now on
     */
    default void onLogin(PeerInfo peer, String login) {}

    /**
     * A peer asked for what is not for it: a name that it is not granted, or the wrong token.
     *
     * @param what it asked for, as it wrote it
     * @param reason why, in one line
     */
    default void onRefused(PeerInfo peer, String what, String reason) {}

    /** A call of ours ended. */
    default void onCallEnded(CallInfo call) {}

    /** A call of the peer was answered, or its connection ended before it could be; see {@link #ignoresServedCalls}. */
    default void onCallServed(CallInfo call) {}

    /**
     * A peer has uploaded a script, which it may run from now on.
     *
     * @param hash as in {@link ScriptInfo}
     */
    default void onUpload(String peer, String hash) {}

    /** A script of the peer, or one of a host's own, ran or was refused. */
    default void onScript(ScriptInfo script) {}

    /** The peer broke the protocol in a way that cost it no more than this call: see {@code protocol-spec.md}, section 8. */
    default void onUnexpected(String peer, String what) {}

    /**
     * A limit was reached, by this peer or by all of a server: it is what metrics of hostile load count. Where it ended a
     * connection, {@link #onDisconnected} or {@link #onRejected} is told as well, with a reason that begins with its
     * {@linkplain Limit#code code}.
     *
     * @param peer whose connection ended, was refused, or waits
     */
    default void onLimit(String peer, Limit limit) {}
}
