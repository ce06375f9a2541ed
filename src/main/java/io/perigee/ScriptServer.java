package io.perigee;

import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A server, and the peers of it that nobody has accepted yet. Thread-safe; guarded by the connections. */
final class ScriptServer {
    private final ScriptConnections connections;
    private final RpcServer server;
    private final Queue<Integer> arrived = new ArrayDeque<>();
    private final Queue<CompletableFuture<LuaValues>> accepting = new ArrayDeque<>();
    private final Map<Integer, RpcPeer> connected = new HashMap<>();
    private boolean stopped;

    ScriptServer(ScriptConnections connections, RpcServer server) {
        this.connections = connections;
        this.server = server;
    }

    void arrive(RpcPeer peer) {
        int number;
        CompletableFuture<LuaValues> acceptor;
        synchronized (connections) {
            if (connected.containsValue(peer)) {
                // It came between the two ways to learn of it.
                return;
            }
            if (stopped) {
                ScriptConnections.closeLater(peer);
                return;
            }
            number = connections.numberOf(peer);
            connected.put(number, peer);
            acceptor = accepting.poll();
            if (acceptor == null) {
                arrived.add(number);
            }
        }
        connections.enter(number, peer);
        peer.closed().thenRun(() -> {
            synchronized (connections) {
                connected.remove(number);
            }
        });
        if (acceptor != null) {
            acceptor.complete(LuaValues.from(number));
        }
    }

    boolean isStopped() {
        synchronized (connections) {
            return stopped;
        }
    }

    /** The number of the next peer that comes; nil when none will. */
    CompletionStage<LuaValues> accept() {
        var acceptor = new CompletableFuture<LuaValues>();
        synchronized (connections) {
            Integer number = arrived.poll();
            if (number != null) {
                acceptor.complete(LuaValues.from(number));
            } else if (stopped) {
                acceptor.complete(LuaValues.of(LuaValue.nil()));
            } else {
                accepting.add(acceptor);
            }
        }
        return acceptor;
    }

    List<Integer> peers() {
        synchronized (connections) {
            return List.copyOf(connected.keySet());
        }
    }

    void stop() {
        server.stopListening();
        List<CompletableFuture<LuaValues>> ended;
        var unwanted = new ArrayList<RpcPeer>();
        synchronized (connections) {
            stopped = true;
            ended = List.copyOf(accepting);
            accepting.clear();
            arrived.forEach(number -> unwanted.add(connected.get(number)));
            arrived.clear();
        }
        unwanted.forEach(ScriptConnections::closeLater);
        ended.forEach(acceptor -> acceptor.complete(LuaValues.of(LuaValue.nil())));
        connections.checkNone();
    }

    /** Also of its connections. */
    void close() {
        stop();
        connections.forget(this);
        server.end();
    }
}
