package io.perigee.gateway.zmq;

import io.perigee.gateway.GatewaySettings;
import io.perigee.observe.RpcListener;
import io.perigee.remote.RpcConnectionException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.Msg;
import zmq.SocketBase;
import zmq.ZError;

/**
 * A ROUTER socket that takes requests of any number of clients and answers each, in whatever order. Thread-safe.
 *
 * <p>While as many requests as may run have no answer yet, it does not read: further ones wait in the socket, then at the
 * clients.
 */
final class RequestSocket implements SocketThread.Work {
    private static final int SEND_HIGH_WATER = 1024;

    private final SocketThread thread;
    private final ZMQ.Socket socket;
    private final SocketBase base;
    private final RequestReader reader;
    private final Consumer<Request> work;
    private final int maxOpen;
    private final @Nullable RpcListener listener;
    private final String address;

    /** By the address of their other end. */
    private final Map<String, SocketChannel> connections = new ConcurrentHashMap<>();

    /** Requests without an answer. For the thread alone. */
    private int open;

    /**
     * @param maxOpen requests without an answer, at the most
     * @param work is given each request, on the thread of the socket
     * @throws RpcConnectionException if the endpoint cannot be had
     */
    RequestSocket(Endpoint endpoint, GatewaySettings settings, int maxOpen, Consumer<Request> work) {
        this.work = work;
        this.maxOpen = maxOpen;
        listener = settings.listener();
        thread = new SocketThread("perigee-zmq-server", true, this);
        socket = thread.open(SocketType.ROUTER);
        Sockets.setUp(socket, settings, endpoint, Sockets.LINGER_MILLIS, SEND_HIGH_WATER);
        // To learn that a client is gone, or does not read, instead of dropping what is for it without a word.
        socket.setRouterMandatory(true);
        // Nobody gets the answers of another by taking its number.
        socket.setRouterHandover(false);
        base = socket.base();
        reader = new RequestReader(base);
        base.setEventHook(this::happened, zmq.ZMQ.ZMQ_EVENT_ACCEPTED | zmq.ZMQ.ZMQ_EVENT_DISCONNECTED);
        address = Binding.bind(thread, socket, endpoint);
    }

    /** Begins to read. */
    void start() {
        thread.watch(socket);
        thread.start();
    }

    /** The endpoint, with its port filled in. */
    String address() {
        return address;
    }

    /** Called on a thread of the library. */
    private void happened(zmq.ZMQ.Event event) {
        if (!(event.arg instanceof SocketChannel channel)) {
            return;
        }
        String peer;
        try {
            peer = Binding.text(channel.getRemoteAddress());
        } catch (IOException e) {
            return;
        }
        boolean accepted = event.event == zmq.ZMQ.ZMQ_EVENT_ACCEPTED;
        if (accepted) {
            connections.put(peer, channel);
        } else {
            connections.remove(peer);
        }
        if (listener != null) {
            if (accepted) {
                listener.onConnected(peer);
            } else {
                listener.onDisconnected(peer, "connection ended");
            }
        }
    }

    @Override
    public void turn() {
        while (open < maxOpen) {
            Request request = reader.next();
            if (request == null) {
                // To find nothing has made the socket take note of its signals; the thread may sleep.
                return;
            }
            open++;
            if (request.isBroken()) {
                hangUp(request.peer());
            }
            work.accept(request);
        }
        // What waits is to wait: the signals must not keep the thread awake.
        SocketThread.hasInput(socket);
    }

    /** What follows on a connection that lost its place means nothing. */
    private void hangUp(String peer) {
        SocketChannel channel = connections.get(peer);
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // It is gone then, which is what is wanted.
            }
        }
    }

    /** Answers a request; once for each. */
    void answer(Request request, Answer answer) {
        if (thread.isCurrent()) {
            send(request, answer);
        } else {
            thread.execute(() -> send(request, answer));
        }
    }

    /** Answers what is no call. */
    void refuse(Request request, String text) {
        answer(request, Answer.error(text));
        if (listener != null) {
            listener.onUnexpected(request.peer(), text);
        }
    }

    private void send(Request request, Answer answer) {
        open--;
        List<byte[]> route = request.route();
        for (int i = 0; i < route.size(); i++) {
            if (!base.send(new Msg(route.get(i)), zmq.ZMQ.ZMQ_SNDMORE | zmq.ZMQ.ZMQ_DONTWAIT)) {
                dropped(request);
                return;
            }
        }
        base.send(new Msg(answer.status()), zmq.ZMQ.ZMQ_SNDMORE | zmq.ZMQ.ZMQ_DONTWAIT);
        base.send(new Msg(answer.content()), zmq.ZMQ.ZMQ_DONTWAIT);
    }

    private void dropped(Request request) {
        if (listener != null && base.errno() == ZError.EAGAIN) {
            listener.onUnexpected(request.peer(), "answer dropped: the client has not read " + SEND_HIGH_WATER);
        }
    }

    @Override
    public void end(String reason) {
        thread.close(socket);
    }

    void close() {
        thread.close();
    }
}
