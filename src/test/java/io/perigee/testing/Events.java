package io.perigee.testing;

import io.perigee.observe.CallInfo;
import io.perigee.observe.Limit;
import io.perigee.observe.RpcListener;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a listener is told. */
public final class Events implements RpcListener {
    public final List<String> connected = new CopyOnWriteArrayList<>();
    public final List<String> rejected = new CopyOnWriteArrayList<>();
    public final List<String> disconnected = new CopyOnWriteArrayList<>();
    public final List<String> unexpected = new CopyOnWriteArrayList<>();
    public final Queue<Limit> limits = new ConcurrentLinkedQueue<>();
    public final List<CallInfo> ended = new CopyOnWriteArrayList<>();
    public final List<CallInfo> served = new CopyOnWriteArrayList<>();

    @Override
    public void onConnected(String peer) {
        connected.add(peer);
    }

    @Override
    public void onRejected(String peer, String reason) {
        rejected.add(reason);
    }

    @Override
    public void onDisconnected(String peer, String reason) {
        disconnected.add(reason);
    }

    @Override
    public void onUnexpected(String peer, String what) {
        unexpected.add(what);
    }

    @Override
    public void onCallEnded(CallInfo call) {
        ended.add(call);
    }

    @Override
    public void onCallServed(CallInfo call) {
        served.add(call);
    }

    @Override
    public void onLimit(String peer, Limit limit) {
        limits.add(limit);
    }
}
