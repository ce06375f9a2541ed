package io.perigee.gateway.zmq;

import io.perigee.gateway.GatewaySettings;
import io.perigee.procedure.NameProbe;
import io.perigee.remote.RpcConnectionException;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Requests that are taken one by one, as scripts of LuaOverMQ do, and by nobody's registry. What is no call is answered
 * without being taken. Thread-safe.
 */
public final class ZmqRequests implements AutoCloseable {
    /** Requests that wait to be taken, or for their answer; further ones wait at the clients. */
    private static final int MAX_OPEN = 16;

    private final RequestSocket socket;
    private final CallReader reader;
    private final NameProbe name = new NameProbe();
    private final int maxMessage;

    /** One of the two is empty. Guarded by this. */
    private final Queue<Taken> arrived = new ArrayDeque<>();

    private final Queue<CompletableFuture<Taken>> takers = new ArrayDeque<>();
    private boolean closed;

    private ZmqRequests(Endpoint endpoint, GatewaySettings settings) {
        reader = new CallReader(settings.limits());
        maxMessage = settings.maxMessage();
        socket = new RequestSocket(endpoint, settings, MAX_OPEN, this::arrive);
    }

    /**
     * Listens.
     *
     * @param endpoint {@code tcp://127.0.0.1:8004}; port 0 takes a free one, host {@code *} is every interface
     * @throws IllegalArgumentException if it is no such endpoint, or the settings ask for TLS
     * @throws RpcConnectionException if it cannot be had, or JeroMQ is not there
     */
    public static ZmqRequests listen(String endpoint, GatewaySettings settings) {
        JeroMq.require("listen", endpoint, settings);
        var requests = new ZmqRequests(Endpoint.parse(endpoint), settings);
        requests.socket.start();
        return requests;
    }

    /** The endpoint, with its port filled in. */
    public String address() {
        return socket.address();
    }

    /** A request that is to be answered; the first of the methods that answer it decides how. */
    public final class Taken {
        private final Request request;
        private final LuaString procedure;
        private final LuaValues args;
        private final AtomicBoolean answered = new AtomicBoolean();

        private Taken(Request request, LuaString procedure, LuaValues args) {
            this.request = request;
            this.procedure = procedure;
            this.args = args;
        }

        /** The name that was called. */
        public LuaString procedure() {
            return procedure;
        }

        public LuaValues args() {
            return args;
        }

        /** Answers with results; with an error if they have no form. */
        public void answer(LuaValues results) {
            Answer answer;
            try {
                answer = Answer.of(results, maxMessage);
            } catch (RuntimeException e) {
                answer = Answer.error("Cannot serialize result: " + e.getMessage());
            }
            end(answer);
        }

        /** Answers with what was raised. */
        public void raise(LuaValue error) {
            end(Answer.error(error, error.toString(), maxMessage));
        }

        private void end(Answer answer) {
            if (answered.compareAndSet(false, true)) {
                socket.answer(request, answer);
            }
        }
    }

    /** The next request, when there is one; to cancel it leaves the request to others. Fails when this is closed. */
    public CompletableFuture<Taken> next() {
        var taker = new CompletableFuture<Taken>();
        Taken taken;
        synchronized (this) {
            taken = arrived.poll();
            if (taken == null && !closed) {
                takers.add(taker);
                return taker;
            }
        }
        if (taken == null) {
            taker.completeExceptionally(new IllegalStateException("requests: closed"));
        } else {
            taker.complete(taken);
        }
        return taker;
    }

    /** Called on the thread of the socket. */
    private void arrive(Request request) {
        Taken taken;
        try {
            LuaValues args = reader.read(request, name);
            taken = new Taken(request, name.toLuaString(), args);
        } catch (CallReader.MalformedException e) {
            socket.refuse(request, e.text());
            return;
        } finally {
            name.clear();
        }
        while (true) {
            CompletableFuture<Taken> taker;
            synchronized (this) {
                taker = takers.poll();
                if (taker == null) {
                    arrived.add(taken);
                    return;
                }
            }
            if (taker.complete(taken)) {
                return;
            }
        }
    }

    /** Stops listening; what was not answered is not answered any more. Idempotent. */
    @Override
    public void close() {
        List<CompletableFuture<Taken>> ended;
        synchronized (this) {
            closed = true;
            ended = List.copyOf(takers);
            takers.clear();
            arrived.clear();
        }
        ended.forEach(taker -> taker.completeExceptionally(new IllegalStateException("requests: closed")));
        socket.close();
    }
}
