package io.perigee;

import io.perigee.observe.CallInfo;
import io.perigee.observe.RpcListener;

/** Tells scripts that wait for something to happen. */
record ScriptActivity(ScriptConnections connections) implements RpcListener {
    @Override
    public void onConnected(String peer) {
        connections.happened();
    }

    @Override
    public void onDisconnected(String peer, String reason) {
        connections.happened();
    }

    @Override
    public void onCallServed(CallInfo call) {
        connections.happened();
    }
}
