package io.perigee.lua.module.socket;

import io.perigee.lua.module.HostOperation;
import io.perigee.lua.module.RunContext;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the facade asks for TCP. A socket is named by its number; false stands for one that has none yet. */
final class TcpOperations {
    private static final int BACKLOG = 128;

    private final SocketLoop loop;
    private final Names names;
    private final Sockets sockets;

    TcpOperations(SocketLoop loop, Names names, Sockets sockets) {
        this.loop = loop;
        this.names = names;
        this.sockets = sockets;
    }

    void addTo(Map<String, HostOperation> named) {
        named.put("create", (call, run) -> create());
        named.put("bind", this::bind);
        named.put("listen", this::listen);
        named.put("serve", this::serve);
        named.put("accept", this::accept);
        named.put("connect", this::connect);
        named.put("send", this::send);
        named.put("receive", this::receive);
        named.put("shutdown", this::shutdown);
        named.put("dirty", this::dirty);
        named.put("localname", (call, run) -> name(call, true));
        named.put("peername", (call, run) -> name(call, false));
    }

    private @Nullable TcpSocket find(LuaValue number) {
        return sockets.get((long) SocketModule.number(number)) instanceof TcpSocket tcp ? tcp : null;
    }

    /** The socket of this number, or a new one; null if there is no room. */
    private @Nullable TcpSocket findOrAdd(LuaValue number) {
        TcpSocket known = find(number);
        int free = sockets.free();
        return known != null || free < 0 ? known : sockets.add(new TcpSocket(free, loop.scratch));
    }

    private CompletionStage<LuaValues> create() {
        synchronized (loop) {
            TcpSocket socket = findOrAdd(LuaNil.NIL);
            return SocketModule.done(
                    socket == null ? Answers.failure(Failures.TOO_MANY) : Answers.number(socket.number));
        }
    }

    /** {@code number or false, family, host, port}: the number, or nil, why not. */
    private CompletionStage<LuaValues> bind(LuaValues call, RunContext run) {
        return SocketModule.or(
                names.resolve(call.get(2).toString(), call.get(1).toString())
                        .thenApply(addresses -> bindTo(call.get(0), addresses, port(call.get(3)), BACKLOG)),
                failure -> Answers.failure(Failures.text(failure)));
    }

    /** {@code host, port, backlog}: the number of a socket that listens and lets others have its address after it. */
    private CompletionStage<LuaValues> serve(LuaValues call, RunContext run) {
        int backlog = (int) SocketModule.number(call.get(2));
        return SocketModule.or(
                names.resolve(call.get(0).toString(), "").thenApply(addresses -> {
                    synchronized (loop) {
                        TcpSocket socket = findOrAdd(LuaNil.NIL);
                        if (socket == null) {
                            return Answers.failure(Failures.TOO_MANY);
                        }
                        try {
                            socket.set(StandardSocketOptions.SO_REUSEADDR, true);
                        } catch (IOException e) {
                            return Answers.failure(Failures.text(e));
                        }
                        LuaValues bound = bindTo(LuaValue.of(socket.number), addresses, port(call.get(1)), backlog);
                        if (bound.get(0) == LuaNil.NIL) {
                            sockets.remove(socket);
                        }
                        return bound;
                    }
                }),
                failure -> Answers.failure(Failures.text(failure)));
    }

    private LuaValues bindTo(LuaValue number, List<InetAddress> addresses, int port, int backlog) {
        synchronized (loop) {
            boolean known = find(number) != null;
            TcpSocket socket = findOrAdd(number);
            if (socket == null) {
                return Answers.failure(Failures.TOO_MANY);
            }
            String text = Failures.UNKNOWN_HOST;
            for (InetAddress address : addresses) {
                try {
                    socket.bind(new InetSocketAddress(address, port), backlog);
                    return Answers.number(socket.number);
                } catch (IOException e) {
                    text = Failures.text(e);
                }
            }
            if (!known) {
                sockets.remove(socket);
            }
            return Answers.failure(text);
        }
    }

    /** {@code number or false}: the number. What is not bound gets an address of the system's choice. */
    private CompletionStage<LuaValues> listen(LuaValues call, RunContext run) {
        synchronized (loop) {
            TcpSocket socket = find(call.get(0));
            if (socket != null && socket.isBound()) {
                return SocketModule.done(Answers.number(socket.number));
            }
        }
        return SocketModule.done(Answers.failure(Failures.BAD_DESCRIPTOR));
    }

    private CompletionStage<LuaValues> accept(LuaValues call, RunContext run) {
        synchronized (loop) {
            TcpSocket socket = find(call.get(0));
            return socket == null
                    ? SocketModule.done(Answers.failure(Failures.CLOSED))
                    : loop.perform(new AcceptWait(socket, sockets, Patience.of(call.get(1), call.get(2)), run));
        }
    }

    /**
     * {@code number or false, family, host, port, block, total, keep, own host or nil, own port}: nil or why not, and the
     * number unless it was new and is not kept.
     */
    private CompletionStage<LuaValues> connect(LuaValues call, RunContext run) {
        String family = call.get(1).toString();
        CompletionStage<LuaValues> connected = names.resolve(call.get(2).toString(), family)
                .thenCompose(addresses -> call.get(7) == LuaNil.NIL
                        ? connectTo(call, addresses, List.of(), run)
                        : names.resolve(call.get(7).toString(), family)
                                .thenCompose(own -> connectTo(call, addresses, own, run)));
        return SocketModule.or(connected, failure -> LuaValues.of(LuaString.of(Failures.text(failure)), call.get(0)));
    }

    private CompletionStage<LuaValues> connectTo(
            LuaValues call, List<InetAddress> addresses, List<InetAddress> own, RunContext run) {
        Patience patience = Patience.of(call.get(4), call.get(5));
        int number;
        boolean known;
        CompletionStage<LuaValues> connected;
        synchronized (loop) {
            known = find(call.get(0)) != null;
            TcpSocket socket = findOrAdd(call.get(0));
            if (socket == null) {
                return SocketModule.done(LuaValues.of(LuaString.of(Failures.TOO_MANY)));
            }
            number = socket.number;
            LuaValues bound = Answers.OK;
            if (!own.isEmpty()) {
                bound = bindTo(LuaValue.of(number), own, port(call.get(8)), 1);
            }
            connected = bound.get(0) == LuaNil.NIL
                    ? SocketModule.done(bound)
                    : loop.perform(new ConnectWait(socket, addresses, port(call.get(3)), patience, run));
        }
        return connected.thenApply(results -> {
            // Else there is nobody left to be told the number.
            boolean goesOn = !run.ended().toCompletableFuture().isDone();
            boolean isConnected = results.get(0) != LuaNil.NIL;
            return settle(
                    isConnected ? LuaNil.NIL : results.get(1),
                    number,
                    known || (goesOn && (isConnected || call.get(6).isTruthy())));
        });
    }

    /** A socket that did not connect is closed unless its script has it, or keeps it to try again. */
    private LuaValues settle(LuaValue failure, int number, boolean keep) {
        if (keep) {
            return LuaValues.of(failure, LuaValue.of(number));
        }
        synchronized (loop) {
            Socket socket = sockets.get(number);
            if (socket != null) {
                sockets.remove(socket);
                socket.close();
            }
        }
        return LuaValues.of(failure);
    }

    /** {@code number, bytes, block, total}: see {@link SendWait}. */
    private CompletionStage<LuaValues> send(LuaValues call, RunContext run) {
        synchronized (loop) {
            TcpSocket socket = find(call.get(0));
            if (socket == null || !(call.get(1) instanceof LuaString bytes)) {
                return SocketModule.done(Answers.failure(Failures.CLOSED));
            }
            var sent = loop.perform(new SendWait(socket, bytes, Patience.of(call.get(2), call.get(3)), run));
            loop.changed(socket);
            return sent;
        }
    }

    /** {@code number, pattern, block, total}: see {@link ReceiveWait}. */
    private CompletionStage<LuaValues> receive(LuaValues call, RunContext run) {
        synchronized (loop) {
            TcpSocket socket = find(call.get(0));
            if (socket == null) {
                return SocketModule.done(Answers.failure(Failures.CLOSED));
            }
            var received =
                    loop.perform(new ReceiveWait(socket, call.get(1), Patience.of(call.get(2), call.get(3)), run));
            loop.changed(socket);
            return received;
        }
    }

    private CompletionStage<LuaValues> shutdown(LuaValues call, RunContext run) {
        synchronized (loop) {
            TcpSocket socket = find(call.get(0));
            String how = call.get(1).toString();
            try {
                if (socket != null) {
                    socket.shutdown(!how.equals("send"), !how.equals("receive"));
                }
            } catch (IOException e) { // LuaSocket says that it is done, whatever the system answered.
                return SocketModule.done(Answers.OK);
            }
            return SocketModule.done(Answers.OK);
        }
    }

    private CompletionStage<LuaValues> dirty(LuaValues call, RunContext run) {
        synchronized (loop) {
            TcpSocket socket = find(call.get(0));
            return SocketModule.now(LuaBoolean.of(socket != null && !socket.inbound.isEmpty()));
        }
    }

    private CompletionStage<LuaValues> name(LuaValues call, boolean local) {
        synchronized (loop) {
            Socket socket = sockets.get((long) SocketModule.number(call.get(0)));
            if (socket == null) {
                return SocketModule.done(Answers.failure(Failures.BAD_DESCRIPTOR));
            }
            try {
                return SocketModule.done(Answers.address(
                        local ? socket.localAddress() : socket.remoteAddress(),
                        local ? Failures.BAD_DESCRIPTOR : Failures.NOT_CONNECTED));
            } catch (IOException e) {
                return SocketModule.done(Answers.failure(local ? Failures.BAD_DESCRIPTOR : Failures.NOT_CONNECTED));
            }
        }
    }

    static int port(LuaValue port) {
        return (int) SocketModule.number(port);
    }
}
