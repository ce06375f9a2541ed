package io.perigee.observe;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a listener throws away from those who tell it. */
public final class GuardedListener implements RpcListener {
    private static final Logger log = LoggerFactory.getLogger(GuardedListener.class);

    private final RpcListener listener;
    private final boolean ignoresServedCalls;

    public GuardedListener(RpcListener listener) {
        this.listener = listener;
        ignoresServedCalls = ignoresServedCalls(listener);
    }

    @Override
    public boolean ignoresServedCalls() {
        return ignoresServedCalls;
    }

    private static boolean ignoresServedCalls(RpcListener asked) {
        try {
            return asked.ignoresServedCalls();
        } catch (Throwable t) {
            log.warn("listener: {}", t, t);
            return false;
        }
    }

    private static void guard(Runnable telling) {
        try {
            telling.run();
        } catch (Throwable t) {
            log.warn("listener: {}", t, t);
        }
    }

    @Override
    public void onListening(String address) {
        guard(() -> listener.onListening(address));
    }

    @Override
    public void onRejected(String peer, String reason) {
        guard(() -> listener.onRejected(peer, reason));
    }

    @Override
    public void onConnected(String peer) {
        guard(() -> listener.onConnected(peer));
    }

    @Override
    public void onDisconnected(String peer, String reason) {
        guard(() -> listener.onDisconnected(peer, reason));
    }

    @Override
    public void onConnected(PeerInfo peer) {
        guard(() -> listener.onConnected(peer));
    }

    @Override
    public void onDisconnected(PeerInfo peer, String reason) {
        guard(() -> listener.onDisconnected(peer, reason));
    }

    @Override
    public void onLogin(PeerInfo peer, String login) {
        guard(() -> listener.onLogin(peer, login));
    }

    @Override
    public void onRefused(PeerInfo peer, String what, String reason) {
        guard(() -> listener.onRefused(peer, what, reason));
    }

    @Override
    public void onUpload(String peer, String hash) {
        guard(() -> listener.onUpload(peer, hash));
    }

    @Override
    public void onCallEnded(CallInfo call) {
        guard(() -> listener.onCallEnded(call));
    }

    @Override
    public void onCallServed(CallInfo call) {
        guard(() -> listener.onCallServed(call));
    }

    @Override
    public void onScript(ScriptInfo script) {
        guard(() -> listener.onScript(script));
    }

    @Override
    public void onUnexpected(String peer, String what) {
        guard(() -> listener.onUnexpected(peer, what));
    }

    @Override
    public void onLimit(String peer, Limit limit) {
        guard(() -> listener.onLimit(peer, limit));
    }
}
