package io.perigee.observe;

/**
 * Is told what happens, for logs and metrics. All methods do nothing until overridden; without a listener nothing is
 * computed for one.
 *
 * <p>Called on event loops and on the threads of procedures: implementations must be fast, thread-safe and must not
 * block. What they throw is logged and dropped.
 */
public interface RpcListener {

    /** A server listens, with the port that the system chose if it was asked to. */
    default void onListening(String address) {}

    /** A connection is ready for calls. */
    default void onConnected(String peer) {}

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

    /** A call of ours ended. */
    default void onCallEnded(CallInfo call) {}

    /** A call of the peer was answered, or its connection ended before it could be. */
    default void onCallServed(CallInfo call) {}

    /** A script of the peer, or one of a host's own, ran or was refused. */
    default void onScript(ScriptInfo script) {}

    /** The peer broke the protocol in a way that cost it no more than this call: see {@code protocol-spec.md}, section 8. */
    default void onUnexpected(String peer, String what) {}
}
