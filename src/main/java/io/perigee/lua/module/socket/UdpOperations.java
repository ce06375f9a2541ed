package io.perigee.lua.module.socket;

import io.perigee.lua.module.HostOperation;
import io.perigee.lua.module.RunContext;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the facade asks for UDP. */
final class UdpOperations {
    private static final String REFUSED = "refused";

    /** What the system's own list of texts has for a host that is not known; LuaSocket translates it for TCP alone. */
    private static final String UNKNOWN_HOST = "Name or service not known";

    private final SocketLoop loop;
    private final Names names;
    private final Sockets sockets;

    UdpOperations(SocketLoop loop, Names names, Sockets sockets) {
        this.loop = loop;
        this.names = names;
        this.sockets = sockets;
    }

    void addTo(Map<String, HostOperation> named) {
        named.put("udpcreate", (call, run) -> create(call));
        named.put("udpbind", this::bind);
        named.put("udpconnect", this::connect);
        named.put("udpsend", this::send);
        named.put("udpreceive", this::receive);
    }

    private @Nullable UdpSocket find(LuaValue number) {
        return sockets.get((long) SocketModule.number(number)) instanceof UdpSocket udp ? udp : null;
    }

    /** {@code family}: a number, or nil, why not. */
    private CompletionStage<LuaValues> create(LuaValues call) {
        synchronized (loop) {
            int free = sockets.free();
            if (free < 0) {
                return SocketModule.done(Answers.failure(Failures.TOO_MANY));
            }
            try {
                boolean six = call.get(0).toString().equals("inet6");
                return SocketModule.done(Answers.number(sockets.add(new UdpSocket(free, loop.scratch, six)).number));
            } catch (IOException e) {
                return SocketModule.done(Answers.failure(Failures.text(e)));
            }
        }
    }

    private interface Step {
        CompletionStage<LuaValues> with(UdpSocket socket, InetSocketAddress address) throws IOException;
    }

    private CompletionStage<LuaValues> at(LuaValue number, LuaValue family, LuaValue host, LuaValue port, Step step) {
        return SocketModule.or(
                names.resolve(host.toString(), family.toString()).thenCompose(addresses -> {
                    synchronized (loop) {
                        UdpSocket socket = find(number);
                        if (socket == null) {
                            return SocketModule.done(Answers.failure(Failures.CLOSED));
                        }
                        try {
                            return step.with(socket, new InetSocketAddress(addresses.get(0), TcpOperations.port(port)));
                        } catch (IOException e) {
                            return SocketModule.done(Answers.failure(text(e)));
                        }
                    }
                }),
                failure -> Answers.failure(UNKNOWN_HOST));
    }

    private static String text(IOException failure) {
        String text = Failures.text(failure);
        return failure instanceof PortUnreachableException || text.equals("connection refused") ? REFUSED : text;
    }

    /** {@code number, family, host, port}: true. */
    private CompletionStage<LuaValues> bind(LuaValues call, RunContext run) {
        return at(call.get(0), call.get(1), call.get(2), call.get(3), (socket, address) -> {
            socket.bind(address);
            return SocketModule.done(Answers.OK);
        });
    }

    /** {@code number, family, host or nil for nobody, port}: true. */
    private CompletionStage<LuaValues> connect(LuaValues call, RunContext run) {
        if (call.get(2) != LuaNil.NIL) {
            return at(call.get(0), call.get(1), call.get(2), call.get(3), (socket, address) -> {
                socket.connect(address);
                return SocketModule.done(Answers.OK);
            });
        }
        synchronized (loop) {
            UdpSocket socket = find(call.get(0));
            try {
                if (socket != null) {
                    socket.connect(null);
                }
                return SocketModule.done(Answers.OK);
            } catch (IOException e) {
                return SocketModule.done(Answers.failure(text(e)));
            }
        }
    }

    /** {@code number, bytes, family, host or nil for the peer, port}: true. A full queue of the system drops it. */
    private CompletionStage<LuaValues> send(LuaValues call, RunContext run) {
        if (!(call.get(1) instanceof LuaString bytes)) {
            return SocketModule.done(Answers.failure(Failures.CLOSED));
        }
        if (call.get(3) != LuaNil.NIL) {
            return at(call.get(0), call.get(2), call.get(3), call.get(4), (socket, address) -> {
                socket.send(bytes, address);
                return SocketModule.done(Answers.OK);
            });
        }
        synchronized (loop) {
            UdpSocket socket = find(call.get(0));
            if (socket == null) {
                return SocketModule.done(Answers.failure(Failures.CLOSED));
            }
            try {
                socket.send(bytes, null);
                return SocketModule.done(Answers.OK);
            } catch (IOException e) {
                return SocketModule.done(Answers.failure(text(e)));
            }
        }
    }

    /** {@code number, size, block, total}: see {@link DatagramWait}. */
    private CompletionStage<LuaValues> receive(LuaValues call, RunContext run) {
        synchronized (loop) {
            UdpSocket socket = find(call.get(0));
            if (socket == null) {
                return SocketModule.done(Answers.failure(Failures.CLOSED));
            }
            int size = (int) SocketModule.number(call.get(1));
            return loop.perform(new DatagramWait(socket, size, Patience.of(call.get(2), call.get(3)), run));
        }
    }
}
