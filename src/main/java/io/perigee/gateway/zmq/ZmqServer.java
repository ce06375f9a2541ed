package io.perigee.gateway.zmq;

import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.msgpack.MsgPackReader;
import io.perigee.gateway.GatewaySettings;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.NameProbe;
import io.perigee.procedure.ScriptSession;
import io.perigee.remote.RpcConnectionException;
import io.perigee.value.LuaValues;
import org.jspecify.annotations.Nullable;

/**
 * Serves clients of LuaOverMQ and StockMQ: REQ sockets, DEALER sockets, and any number of them. Thread-safe.
 *
 * <p>Every message is answered, whatever is in it, so that no REQ client is ever stuck. Clients reach the registered
 * procedures and values, and then the globals of a host of scripts, under one session that all share; code cannot be
 * uploaded, since nothing says when a client is gone. At most {@link GatewaySettings#maxInboundCalls} calls run at once, of
 * all clients together; further ones wait, and none is dropped. Section 15 of {@code protocol-spec.md}.
 *
 * <p>Needs {@code org.zeromq:jeromq} on the class path.
 */
public final class ZmqServer implements AutoCloseable {
    private final RequestSocket socket;
    private final GatewaySettings settings;
    private final @Nullable RpcListener listener;
    private final @Nullable ScriptSession scripts;
    private final MsgPackReader reader;
    private final NameProbe name = new NameProbe();

    private ZmqServer(Endpoint endpoint, GatewaySettings settings) {
        this.settings = settings;
        listener = settings.listener();
        reader = Frames.reader(settings.limits());
        socket = new RequestSocket(endpoint, settings, this::serve);
        var host = settings.scripts();
        scripts = host == null ? null : new SharedSession(host.open(socket.address(), listener));
    }

    /**
     * Listens, and serves until it is closed.
     *
     * @param endpoint {@code tcp://127.0.0.1:8004}; port 0 takes a free one, host {@code *} is every interface
     * @throws IllegalArgumentException if it is no such endpoint
     * @throws RpcConnectionException if it cannot be had, or JeroMQ is not there
     */
    public static ZmqServer listen(String endpoint, GatewaySettings settings) {
        JeroMq.require("listen", endpoint);
        var server = new ZmqServer(Endpoint.parse(endpoint), settings);
        server.socket.start();
        if (server.listener != null) {
            server.listener.onListening(server.address());
        }
        return server;
    }

    /** The endpoint, with its port filled in: {@code tcp://127.0.0.1:8004}. */
    public String address() {
        return socket.address();
    }

    /** Called on the thread of the socket. */
    private void serve(Request request) {
        LuaValues args;
        try {
            if (!request.fault().isEmpty()) {
                throw new MalformedException(request.fault());
            }
            args = readCall(request.content());
        } catch (MalformedException | CodecException e) {
            refuse(request, String.valueOf(e.getMessage()));
            return;
        } finally {
            reader.detach();
        }
        settings.dispatcher().dispatch(name, args, new ZmqCall(socket, request, scripts, settings));
        name.clear();
    }

    private void refuse(Request request, String text) {
        socket.answer(request, Answer.error(text));
        if (listener != null) {
            listener.onUnexpected(request.peer(), text);
        }
    }

    /** Reads the array of a name and its arguments; the name is then in the probe. */
    private LuaValues readCall(byte[] content) {
        reader.attach(content, 0, content.length);
        int elements = content.length == 0 ? -1 : reader.nextArray();
        if (elements < 1) {
            throw new MalformedException("request: " + (content.length == 0 ? "no bytes" : found(elements))
                    + " (expected: an array of a name and its arguments)");
        }
        int length = reader.nextName();
        name.set(content, reader.position(), length);
        reader.skip(length);
        LuaValues args = reader.rest();
        if (args.size() != elements - 1) {
            boolean more = args.size() > elements - 1;
            throw new CodecException(
                    more ? CodecError.TRAILING_BYTES : CodecError.TRUNCATED,
                    (args.size() + 1) + " values",
                    elements + ", as the array says");
        }
        return args;
    }

    private static String found(int elements) {
        return elements == 0 ? "an empty array" : "a value that is no array";
    }

    /** A message that is no call. */
    private static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message, null, false, false);
        }
    }

    /** Stops listening; calls that still run are not answered any more. Idempotent; waits until the endpoint is free. */
    @Override
    public void close() {
        socket.close();
        if (scripts != null) {
            scripts.close();
        }
    }

    @Override
    public String toString() {
        return "server " + address();
    }
}
