package io.perigee;

import io.perigee.peer.PeerCaller;
import io.perigee.procedure.Executors;
import io.perigee.procedure.LuaError;
import io.perigee.remote.Caller;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What scripts hold of connections and servers, by numbers. Thread-safe; one monitor guards it all. */
final class ScriptConnections {
    /** Stands for every connection that has ended. */
    private static final Caller CLOSED = new PeerCaller(() -> null, "closed", 0);

    /** Those that scripts, or peers of a server of theirs, opened; they are forgotten when they end. */
    private final Map<Integer, RpcPeer> peers = new HashMap<>();

    private final Map<Integer, Listening> servers = new HashMap<>();

    /** Those that merely call: whoever serves them keeps them. */
    private final Map<Integer, WeakReference<Caller>> callers = new HashMap<>();

    private final Map<Caller, Integer> callerNumbers = new WeakHashMap<>();
    private final List<CompletableFuture<LuaValues>> waiting = new ArrayList<>();
    private final List<CompletableFuture<LuaValues>> waitingForNone = new ArrayList<>();
    private int last;
    private boolean over;

    /** A server, and the peers of it that nobody has accepted yet. */
    final class Listening {
        private final RpcServer server;
        private final Queue<Integer> arrived = new ArrayDeque<>();
        private final Queue<CompletableFuture<LuaValues>> accepting = new ArrayDeque<>();
        private final Map<Integer, RpcPeer> connected = new HashMap<>();
        private boolean stopped;

        private Listening(RpcServer server) {
            this.server = server;
        }

        private void arrive(RpcPeer peer) {
            int number;
            CompletableFuture<LuaValues> acceptor;
            synchronized (ScriptConnections.this) {
                if (connected.containsValue(peer)) {
                    // It came between the two ways to learn of it.
                    return;
                }
                if (stopped) {
                    closeLater(peer);
                    return;
                }
                number = ++last;
                connected.put(number, peer);
                acceptor = accepting.poll();
                if (acceptor == null) {
                    arrived.add(number);
                }
            }
            enter(number, peer);
            peer.closed().thenRun(() -> {
                synchronized (ScriptConnections.this) {
                    connected.remove(number);
                }
            });
            if (acceptor != null) {
                acceptor.complete(LuaValues.from(number));
            }
        }

        /** The number of the next peer that comes; nil when none will. */
        CompletionStage<LuaValues> accept() {
            var acceptor = new CompletableFuture<LuaValues>();
            synchronized (ScriptConnections.this) {
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
            synchronized (ScriptConnections.this) {
                return List.copyOf(connected.keySet());
            }
        }

        void stop() {
            server.stopListening();
            List<CompletableFuture<LuaValues>> ended;
            var unwanted = new ArrayList<RpcPeer>();
            synchronized (ScriptConnections.this) {
                stopped = true;
                ended = List.copyOf(accepting);
                accepting.clear();
                arrived.forEach(number -> unwanted.add(connected.get(number)));
                arrived.clear();
            }
            unwanted.forEach(ScriptConnections::closeLater);
            ended.forEach(acceptor -> acceptor.complete(LuaValues.of(LuaValue.nil())));
            checkNone();
        }

        /** Also of its connections. */
        void close() {
            stop();
            synchronized (ScriptConnections.this) {
                servers.values().remove(this);
            }
            Executors.shared().execute(server::close);
        }
    }

    int add(RpcPeer peer) {
        int number;
        synchronized (this) {
            number = ++last;
        }
        enter(number, peer);
        return number;
    }

    private void enter(int number, RpcPeer peer) {
        synchronized (this) {
            if (over) {
                closeLater(peer);
            }
            peers.put(number, peer);
        }
        peer.closed().thenRun(() -> {
            synchronized (this) {
                peers.remove(number);
            }
            happened();
            checkNone();
        });
    }

    int add(RpcServer server) {
        var listening = new Listening(server);
        int number;
        boolean late;
        synchronized (this) {
            number = ++last;
            servers.put(number, listening);
            late = over;
        }
        if (late) {
            listening.close();
        }
        server.onPeer(listening::arrive);
        server.peers().forEach(listening::arrive);
        return number;
    }

    synchronized int add(Caller caller) {
        return callerNumbers.computeIfAbsent(caller, known -> {
            callers.values().removeIf(reference -> reference.get() == null);
            callers.put(++last, new WeakReference<>(known));
            return last;
        });
    }

    synchronized Listening server(LuaValues arguments) {
        Listening server = servers.get(arguments.get(0).asInt());
        if (server == null) {
            throw new LuaError("server: closed (expected: one that listens)");
        }
        return server;
    }

    private synchronized @Nullable Caller find(int number) {
        RpcPeer peer = peers.get(number);
        var reference = callers.get(number);
        return peer != null || reference == null ? peer : reference.get();
    }

    Caller caller(LuaValues arguments) {
        Caller caller = find(arguments.get(0).asInt());
        return caller == null ? CLOSED : caller;
    }

    /** Completes with the reason when a connection that was opened here has ended. */
    CompletionStage<LuaValues> ended(LuaValues arguments) {
        return find(arguments.get(0).asInt()) instanceof RpcPeer peer
                ? peer.closed().thenApply(LuaValues::from)
                : CompletableFuture.completedFuture(LuaValues.from("closed"));
    }

    void close(LuaValues arguments) {
        if (find(arguments.get(0).asInt()) instanceof RpcPeer peer) {
            closeLater(peer);
        }
    }

    /** Closing waits, which neither the thread of Lua nor an event loop may. */
    private static void closeLater(@Nullable RpcPeer peer) {
        if (peer != null) {
            Executors.shared().execute(peer::close);
        }
    }

    CompletableFuture<LuaValues> nextEvent() {
        var next = new CompletableFuture<LuaValues>();
        synchronized (this) {
            waiting.removeIf(CompletableFuture::isDone);
            waiting.add(next);
        }
        return next;
    }

    void happened() {
        List<CompletableFuture<LuaValues>> told;
        synchronized (this) {
            if (waiting.isEmpty()) {
                return;
            }
            told = List.copyOf(waiting);
            waiting.clear();
        }
        told.forEach(next -> next.complete(LuaValues.from(true)));
    }

    /** Completes when there are neither connections nor servers any more. */
    CompletionStage<LuaValues> awaitNone() {
        var none = new CompletableFuture<LuaValues>();
        synchronized (this) {
            waitingForNone.add(none);
        }
        checkNone();
        return none;
    }

    private void checkNone() {
        List<CompletableFuture<LuaValues>> told;
        synchronized (this) {
            if (!peers.isEmpty() || servers.values().stream().anyMatch(server -> !server.stopped)) {
                return;
            }
            told = List.copyOf(waitingForNone);
            waitingForNone.clear();
        }
        told.forEach(none -> none.complete(LuaValues.empty()));
    }

    /** For good: what is opened later is closed at once. */
    void closeAll() {
        List<Listening> listening;
        List<RpcPeer> connected;
        synchronized (this) {
            over = true;
            listening = List.copyOf(servers.values());
            connected = List.copyOf(peers.values());
        }
        listening.forEach(Listening::close);
        connected.forEach(ScriptConnections::closeLater);
    }
}
