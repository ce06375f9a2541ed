package io.perigee;

import io.perigee.peer.PeerCaller;
import io.perigee.peer.PeerConnection;
import io.perigee.procedure.LuaError;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteObject;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValues;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final Map<Integer, ScriptServer> servers = new HashMap<>();

    /** Those that merely call: whoever serves them keeps them. */
    private final Map<Integer, WeakReference<Caller>> callers = new HashMap<>();

    /** By what a connection calls procedures with, of both kinds. */
    private final Map<Caller, Integer> numbers = new WeakHashMap<>();

    /** Of each call, where scripts have set them. */
    private final Map<Integer, Duration> timeouts = new HashMap<>();

    /** Those that a script has closed, until they have ended. */
    private final Set<Integer> closing = new HashSet<>();

    private final List<CompletableFuture<LuaValues>> waiting = new ArrayList<>();
    private final List<CompletableFuture<LuaValues>> waitingForNone = new ArrayList<>();
    private int last;
    private boolean over;

    int add(RpcPeer peer) {
        int number = numberOf(peer);
        enter(number, peer);
        return number;
    }

    /** The peer may have called before anybody knew of it. */
    synchronized int numberOf(RpcPeer peer) {
        Caller caller = callerOf(peer);
        return caller == null ? ++last : numbers.computeIfAbsent(caller, fresh -> ++last);
    }

    /** What the connection of the peer, of now, calls with. */
    private static @Nullable Caller callerOf(RpcPeer peer) {
        PeerConnection connection = peer instanceof AbstractPeer known ? known.connection() : null;
        return connection == null ? null : connection.caller();
    }

    void enter(int number, RpcPeer peer) {
        synchronized (this) {
            if (over) {
                closeLater(peer);
            }
            peers.put(number, peer);
        }
        // Of the connection itself scripts were told before it was here to be found.
        happened();
        peer.closed().thenRun(() -> {
            synchronized (this) {
                peers.remove(number);
                timeouts.remove(number);
                closing.remove(number);
            }
            happened();
            checkNone();
        });
    }

    int add(RpcServer server) {
        var listening = new ScriptServer(this, server);
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

    synchronized void forget(ScriptServer server) {
        servers.values().remove(server);
    }

    synchronized int add(Caller caller) {
        return numbers.computeIfAbsent(caller, fresh -> {
            for (var peer : peers.entrySet()) {
                // One that connected anew calls with another.
                if (callerOf(peer.getValue()) == fresh) {
                    return peer.getKey();
                }
            }
            callers.values().removeIf(reference -> reference.get() == null);
            callers.put(++last, new WeakReference<>(fresh));
            return last;
        });
    }

    synchronized ScriptServer server(LuaValues arguments) {
        ScriptServer server = servers.get(arguments.get(0).asInt());
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
        int number = arguments.get(0).asInt();
        Caller caller = find(number);
        return caller == null || isClosing(number) ? CLOSED : withTimeout(number, caller);
    }

    private synchronized boolean isClosing(int number) {
        return closing.contains(number);
    }

    private synchronized Caller withTimeout(int number, Caller caller) {
        Duration timeout = timeouts.get(number);
        return timeout == null ? caller : caller.withTimeout(timeout);
    }

    /** Calls a method of what lives at a peer, as the connection that it came by calls. */
    CompletableFuture<LuaValues> invoke(RemoteObject object, String method, Object... arguments) {
        int number = add(object.caller());
        if (isClosing(number)) {
            return CLOSED.callAsync(method);
        }
        Duration timeout;
        synchronized (this) {
            timeout = timeouts.get(number);
        }
        return (timeout == null ? object : object.withTimeout(timeout)).invokeAsync(method, arguments);
    }

    /** @param timeout of each call; null for that of the options */
    synchronized void setTimeout(LuaValues arguments, @Nullable Duration timeout) {
        int number = arguments.get(0).asInt();
        if (timeout == null) {
            timeouts.remove(number);
        } else if (find(number) != null) {
            timeouts.put(number, timeout);
        }
    }

    /** Completes with the reason when a connection has ended. */
    CompletionStage<LuaValues> ended(LuaValues arguments) {
        int number = arguments.get(0).asInt();
        Caller caller = find(number);
        if (caller instanceof RpcPeer peer) {
            return peer.closed().thenApply(LuaValues::from);
        }
        if (caller instanceof PeerCaller peer) {
            return peer.closed().thenApply(reason -> {
                synchronized (this) {
                    timeouts.remove(number);
                }
                return LuaValues.from(reason);
            });
        }
        return CompletableFuture.completedFuture(LuaValues.from("closed"));
    }

    /** Forgets an object that went out by reference over a connection. */
    void release(LuaValues arguments) {
        if (!(arguments.get(1) instanceof LuaUserdata object)) {
            return;
        }
        Caller caller = find(arguments.get(0).asInt());
        if (caller instanceof RpcPeer peer) {
            peer.release(object.object());
        } else if (caller instanceof PeerCaller peer) {
            peer.release(object.object());
        }
    }

    /** No call of a script's goes out by it from now on. */
    void close(LuaValues arguments) {
        int number = arguments.get(0).asInt();
        RpcPeer peer;
        synchronized (this) {
            peer = peers.get(number);
            if (peer != null) {
                closing.add(number);
            }
        }
        closeLater(peer);
    }

    /** Without waiting, which neither the thread of Lua nor an event loop may. */
    static void closeLater(@Nullable RpcPeer peer) {
        if (peer instanceof AbstractPeer known) {
            known.end();
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

    void checkNone() {
        List<CompletableFuture<LuaValues>> told;
        synchronized (this) {
            if (!peers.isEmpty() || servers.values().stream().anyMatch(server -> !server.isStopped())) {
                return;
            }
            told = List.copyOf(waitingForNone);
            waitingForNone.clear();
        }
        told.forEach(none -> none.complete(LuaValues.empty()));
    }

    /** For good: what is opened later is closed at once. */
    void closeAll() {
        List<ScriptServer> listening;
        List<RpcPeer> connected;
        synchronized (this) {
            over = true;
            listening = List.copyOf(servers.values());
            connected = List.copyOf(peers.values());
        }
        listening.forEach(ScriptServer::close);
        connected.forEach(ScriptConnections::closeLater);
    }
}
