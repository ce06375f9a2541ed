package io.perigee.gateway.zmq;

import io.perigee.gateway.GatewaySettings;
import io.perigee.transport.EventLoops;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.ZMQ.Event;

/**
 * A socket for each connection, one after another: what was left of a connection that is lost must not go over the next,
 * and a socket that met a breach of the protocol never connects again. For one thread, but for what the library calls.
 */
final class ReconnectingSocket {
    private static final int EVENTS = zmq.ZMQ.ZMQ_EVENT_CONNECTED
            | zmq.ZMQ.ZMQ_EVENT_HANDSHAKE_PROTOCOL
            | zmq.ZMQ.ZMQ_EVENT_DISCONNECTED
            | zmq.ZMQ.ZMQ_EVENT_CONNECT_RETRIED;

    private static final String OF_ZEROMQ = " (expected: that of a peer of ZeroMQ)";
    private static final String HUNG_UP = "hung up without a greeting" + OF_ZEROMQ;

    private final SocketThread thread;
    private final Endpoint endpoint;
    private final SocketType type;
    private final GatewaySettings settings;
    private final int sendHighWater;
    private final Consumer<ZMQ.Socket> prepare;
    private final Owner owner;

    /**
     * JeroMQ forgets about one new connection in a hundred: when its own thread is told of it in the same round of its
     * selector that opened it. Such a connection says nothing, until it is given up; on slow ways others say nothing so
     * soon, too, so that patience grows.
     */
    private static final int FIRST_PATIENCE_MILLIS = 250;

    private static final int MAX_PATIENCE_MILLIS = 8_000;

    private ZMQ.@Nullable Socket socket;
    private int patienceMillis = FIRST_PATIENCE_MILLIS;
    private boolean ready;

    /** Whether anybody took a connection, whoever that was. */
    private volatile boolean reached;

    /** Whether the owner was told of a connection, and not of its end. */
    private boolean told;

    private boolean over;

    /** Told on the thread. */
    interface Owner {
        /** Messages can be sent. */
        void connected();

        /** The connection is lost, and all that came over it was read; once for each {@link #connected}. */
        void lost(String reason);

        /** There is no connection, for this reason; there will be other attempts. */
        void unreachable(String reason);
    }

    /** @param prepare is given each socket before it connects */
    ReconnectingSocket(
            SocketThread thread,
            Endpoint endpoint,
            SocketType type,
            GatewaySettings settings,
            int sendHighWater,
            Consumer<ZMQ.Socket> prepare,
            Owner owner) {
        this.thread = thread;
        this.endpoint = endpoint;
        this.type = type;
        this.settings = settings;
        this.sendHighWater = sendHighWater;
        this.prepare = prepare;
        this.owner = owner;
    }

    void open() {
        if (over) {
            return;
        }
        ZMQ.Socket opened = thread.open(type);
        socket = opened;
        Sockets.setUp(opened, settings, endpoint, 0, sendHighWater);
        prepare.accept(opened);
        opened.base().setEventHook(event -> happened(opened, event), EVENTS);
        opened.connect(endpoint.toString());
        thread.watch(opened);
    }

    /** Called on a thread of the library. */
    private void happened(ZMQ.Socket source, Event event) {
        switch (event.event) {
            case zmq.ZMQ.ZMQ_EVENT_CONNECTED -> thread.execute(() -> greet(source));
            case zmq.ZMQ.ZMQ_EVENT_HANDSHAKE_PROTOCOL -> thread.execute(() -> connected(source));
            case zmq.ZMQ.ZMQ_EVENT_DISCONNECTED -> thread.execute(() -> lost(source));
            default -> thread.execute(() -> unreachable(source));
        }
    }

    /** There is a connection, and its greeting should follow. */
    private void greet(ZMQ.Socket source) {
        reached = true;
        int patience = patienceMillis;
        patienceMillis = Math.min(2 * patience, MAX_PATIENCE_MILLIS);
        later(patience, () -> {
            if (source == socket && !ready) {
                reopen();
            }
        });
    }

    private void later(int millis, Runnable task) {
        var unused = EventLoops.schedule(() -> thread.execute(task), millis, TimeUnit.MILLISECONDS);
    }

    private void connected(ZMQ.Socket source) {
        if (source == socket) {
            ready = true;
            patienceMillis = FIRST_PATIENCE_MILLIS;
            if (!told) {
                told = true;
                owner.connected();
            }
        }
    }

    private void unreachable(ZMQ.Socket source) {
        if (source == socket) {
            owner.unreachable(reached ? HUNG_UP : "connection refused");
        }
    }

    /** Nothing is sent any more, but what has come may still be on its way up to the socket. */
    private void lost(ZMQ.Socket source) {
        if (source == socket) {
            ready = false;
            later(Sockets.RECONNECT_MILLIS, () -> {
                if (source == socket) {
                    if (told) {
                        tellLost("connection lost");
                    } else {
                        owner.unreachable(HUNG_UP);
                    }
                    reopen();
                }
            });
        }
    }

    private void tellLost(String reason) {
        if (told) {
            told = false;
            owner.lost(reason);
        }
    }

    private void reopen() {
        close();
        over = false;
        open();
    }

    /** To read from; null when there is none. */
    ZMQ.@Nullable Socket socket() {
        return socket;
    }

    /** Whether anything can be sent. */
    boolean isReady() {
        return ready;
    }

    /** Why there is none yet, if nobody has said so. Thread-safe. */
    String silence() {
        return reached ? "no greeting" + OF_ZEROMQ : "connection timed out";
    }

    /** The socket is not opened again. */
    void end(String reason) {
        tellLost(reason);
        close();
    }

    private void close() {
        over = true;
        ready = false;
        ZMQ.Socket closing = socket;
        socket = null;
        if (closing != null) {
            thread.close(closing);
        }
    }
}
