package io.perigee;

import io.perigee.observe.CallInfo;
import io.perigee.observe.RpcListener;
import io.perigee.observe.ScriptInfo;
import org.jspecify.annotations.Nullable;

/** Tells scripts that wait for something to happen, and whoever else listens. */
final class ScriptActivity implements RpcListener {
    private final ScriptConnections connections;
    private final RpcListener next;

    ScriptActivity(ScriptConnections connections, @Nullable RpcListener listener) {
        this.connections = connections;
        next = listener == null ? new RpcListener() {} : listener;
    }

    @Override
    public void onListening(String address) {
        next.onListening(address);
    }

    @Override
    public void onConnected(String peer) {
        connections.happened();
        next.onConnected(peer);
    }

    @Override
    public void onRejected(String peer, String reason) {
        next.onRejected(peer, reason);
    }

    @Override
    public void onDisconnected(String peer, String reason) {
        connections.happened();
        next.onDisconnected(peer, reason);
    }

    @Override
    public void onCallEnded(CallInfo call) {
        next.onCallEnded(call);
    }

    @Override
    public void onCallServed(CallInfo call) {
        connections.happened();
        next.onCallServed(call);
    }

    @Override
    public void onScript(ScriptInfo script) {
        next.onScript(script);
    }

    @Override
    public void onUnexpected(String peer, String what) {
        next.onUnexpected(peer, what);
    }
}
