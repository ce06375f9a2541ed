package io.perigee.gateway.zmq;

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
    private final CallReader reader;
    private final NameProbe name = new NameProbe();

    private ZmqServer(Endpoint endpoint, GatewaySettings settings) {
        this.settings = settings;
        listener = settings.listener();
        reader = new CallReader(settings.limits());
        socket = new RequestSocket(endpoint, settings, settings.maxInboundCalls(), this::serve);
        var host = settings.scripts();
        scripts = host == null ? null : new SharedSession(host.open(socket.address(), listener));
    }

    /**
     * Listens, and serves until it is closed.
     *
     * @param endpoint {@code tcp://127.0.0.1:8004}; port 0 takes a free one, host {@code *} is every interface
     * @throws IllegalArgumentException if it is no such endpoint, or the settings ask for TLS
     * @throws RpcConnectionException if it cannot be had, or JeroMQ is not there
     */
    public static ZmqServer listen(String endpoint, GatewaySettings settings) {
        JeroMq.require("listen", endpoint, settings);
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
        try {
            LuaValues args = reader.read(request, name);
            settings.dispatcher().dispatch(name, args, new ZmqCall(socket, request, scripts, settings));
        } catch (CallReader.MalformedException e) {
            socket.refuse(request, e.text());
        } finally {
            // What was read may be large.
            name.clear();
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
