package io.perigee.gateway.zmq;

import io.perigee.observe.RpcListener;
import java.util.List;

/** Writes down connections as they come and go. */
record ConnectionLog(List<String> told) implements RpcListener {

    @Override
    public void onConnected(String peer) {
        told.add("connected");
    }

    @Override
    public void onDisconnected(String peer, String reason) {
        told.add("disconnected: " + reason);
    }
}
