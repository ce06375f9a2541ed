package io.perigee.observe;

/**
 * Tells two listeners, one after the other. What the first throws does not keep it from the second.
 *
 * <p>Several are pairs of pairs: {@code new ListenerPair(audit, new ListenerPair(metrics, traces))}.
 */
public record ListenerPair(RpcListener first, RpcListener second) implements RpcListener {
    public ListenerPair {
        first = new GuardedListener(first);
    }

    @Override
    public boolean ignoresServedCalls() {
        return first.ignoresServedCalls() && second.ignoresServedCalls();
    }

    @Override
    public void onListening(String address) {
        first.onListening(address);
        second.onListening(address);
    }

    @Override
    public void onConnected(String peer) {
        first.onConnected(peer);
        second.onConnected(peer);
    }

    @Override
    public void onConnected(PeerInfo peer) {
        first.onConnected(peer);
        second.onConnected(peer);
    }

    @Override
    public void onRejected(String peer, String reason) {
        first.onRejected(peer, reason);
        second.onRejected(peer, reason);
    }

    @Override
    public void onDisconnected(String peer, String reason) {
        first.onDisconnected(peer, reason);
        second.onDisconnected(peer, reason);
    }

    @Override
    public void onDisconnected(PeerInfo peer, String reason) {
        first.onDisconnected(peer, reason);
        second.onDisconnected(peer, reason);
    }

    @Override
    public void onLogin(PeerInfo peer, String login) {
        first.onLogin(peer, login);
        second.onLogin(peer, login);
    }

    @Override
    public void onRefused(PeerInfo peer, String what, String reason) {
        first.onRefused(peer, what, reason);
        second.onRefused(peer, what, reason);
    }

    @Override
    public void onCallEnded(CallInfo call) {
        first.onCallEnded(call);
        second.onCallEnded(call);
    }

    @Override
    public void onCallServed(CallInfo call) {
        first.onCallServed(call);
        second.onCallServed(call);
    }

    @Override
    public void onUpload(String peer, String hash) {
        first.onUpload(peer, hash);
        second.onUpload(peer, hash);
    }

    @Override
    public void onScript(ScriptInfo script) {
        first.onScript(script);
        second.onScript(script);
    }

    @Override
    public void onUnexpected(String peer, String what) {
        first.onUnexpected(peer, what);
        second.onUnexpected(peer, what);
    }

    @Override
    public void onLimit(String peer, Limit limit) {
        first.onLimit(peer, limit);
        second.onLimit(peer, limit);
    }
}
