package io.perigee.gateway.zmq;

import io.perigee.gateway.GatewaySettings;
import io.perigee.observe.PeerInfo;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.PeerSession;
import io.perigee.remote.RpcConnectionException;
import io.perigee.transport.EventLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.Msg;
import zmq.SocketBase;

/**
 * A ROUTER socket that takes requests of any number of clients and answers each, in whatever order. Thread-safe.
 *
 * <p>While as many requests as may run have no answer yet, it does not read: further ones wait in the socket, then at the
 * clients. A client that does not read its answers holds up itself: see {@link ClientConnection}.
 */
final class RequestSocket implements SocketThread.Work {
    /** None: answers are counted by their bytes, for each client. */
    private static final int SEND_HIGH_WATER = 0;

    private static final int LEAST_LIMIT = 1 << 20;

    private final SocketThread thread;
    private final ZMQ.Socket socket;
    private final SocketBase base;
    private final RequestReader reader;
    private final Consumer<Request> work;
    private final int maxOpen;
    private final @Nullable RpcListener listener;
    private final String address;

    /** By the address of their other end. */
    private final Map<String, ClientConnection> clients = new ConcurrentHashMap<>();

    private final Map<SocketChannel, ClientConnection> byChannel = new ConcurrentHashMap<>();
    private final long limit;

    /** Clients that take answers again, with requests that were held. For the thread alone. */
    private final Queue<ClientConnection> resumed = new ArrayDeque<>();

    /** For the thread alone. */
    private final StalledClients stalled = new StalledClients();

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
        limit = Math.max(LEAST_LIMIT, 2L * settings.maxMessage());
        thread = new SocketThread("perigee-zmq-server", true, this);
        socket = thread.open(SocketType.ROUTER);
        Sockets.setUp(socket, settings, endpoint, Sockets.LINGER_MILLIS, SEND_HIGH_WATER);
        // To learn that a client is gone, or does not read, instead of dropping what is for it without a word.
        socket.setRouterMandatory(true);
        // Nobody gets the answers of another by taking its number.
        socket.setRouterHandover(false);
        base = socket.base();
        reader = new RequestReader(FrameSource.of(base));
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
        if (event.event != zmq.ZMQ.ZMQ_EVENT_ACCEPTED) {
            ClientConnection client = byChannel.get(channel);
            if (client != null) {
                thread.execute(() -> end(client, "connection ended"));
            }
            return;
        }
        PeerInfo peer;
        try {
            var remote = (InetSocketAddress) channel.getRemoteAddress();
            peer = PeerInfo.at(Binding.text(remote), remote.getAddress());
        } catch (IOException e) {
            return;
        }
        var session = new PeerSession(peer, listener);
        var client = new ClientConnection(session, channel, limit, room -> thread.execute(() -> resumed.add(room)));
        byChannel.put(channel, client);
        clients.put(client.peer(), client);
        if (listener != null) {
            listener.onConnected(peer);
        }
    }

    @Override
    public void turn() {
        while (open < maxOpen) {
            boolean served = serveHeld();
            Request request = stalled.isEmpty() && open < maxOpen ? reader.next() : null;
            if (request != null) {
                arrived(request);
            } else if (!served) {
                break;
            }
        }
        if (open >= maxOpen || !stalled.isEmpty()) {
            // What waits is to wait: the signals must not keep the thread awake. Elsewise, to find nothing to read has
            // made the socket take note of them.
            SocketThread.hasInput(socket);
        }
    }

    private boolean serveHeld() {
        while (true) {
            ClientConnection client = resumed.peek();
            if (client == null) {
                return false;
            }
            Request request = client.release();
            if (!client.isStalled()) {
                stalled.remove(client);
            }
            if (request != null) {
                serve(request);
                return true;
            }
            resumed.remove();
        }
    }

    private void arrived(Request request) {
        ClientConnection client = clients.get(request.peer());
        if (client == null) {
            // It has left, and wants no answer.
            serve(request);
        } else if (request.isBroken()) {
            hangUp(client, request.fault());
        } else if (client.isOver()) {
            return;
        } else if (client.mustHold()) {
            client.hold(request);
            if (client.isStalled() && stalled.add(client, System.nanoTime())) {
                var unused = EventLoops.schedule(
                        () -> thread.execute(() -> losePatience(client)),
                        StalledClients.PATIENCE_NANOS,
                        TimeUnit.NANOSECONDS);
            }
        } else {
            serve(request);
        }
    }

    private void serve(Request request) {
        open++;
        work.accept(request);
    }

    private void losePatience(ClientConnection client) {
        if (stalled.isOverdue(client, System.nanoTime())) {
            hangUp(client, "answers: more than " + limit + " bytes that it does not read");
        }
    }

    /** What follows on a connection means nothing. */
    private void hangUp(ClientConnection client, String reason) {
        if (listener != null && !client.isOver()) {
            listener.onUnexpected(client.peer(), reason);
        }
        client.end();
        stalled.remove(client);
        client.hangUp();
    }

    private void end(ClientConnection client, String reason) {
        if (!byChannel.remove(client.channel(), client)) {
            return;
        }
        client.end();
        stalled.remove(client);
        clients.remove(client.peer(), client);
        if (listener != null) {
            listener.onDisconnected(client.session().peer(), reason);
        }
    }

    /** The connection that a request came by; another one, of which nothing is known, if that has ended. */
    PeerSession session(Request request) {
        ClientConnection client = clients.get(request.peer());
        return client == null ? new PeerSession(PeerInfo.named(request.peer()), listener) : client.session();
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
        ClientConnection client = clients.get(request.peer());
        if (client == null || client.isOver()) {
            return;
        }
        List<byte[]> route = request.route();
        for (int i = 0; i < route.size(); i++) {
            // False if the client is leaving.
            if (!base.send(new Msg(route.get(i)), zmq.ZMQ.ZMQ_SNDMORE | zmq.ZMQ.ZMQ_DONTWAIT)) {
                return;
            }
        }
        client.answered(answer.content().length);
        base.send(new Msg(answer.status()), zmq.ZMQ.ZMQ_SNDMORE | zmq.ZMQ.ZMQ_DONTWAIT);
        base.send(new AnswerFrame(answer.content(), client), zmq.ZMQ.ZMQ_DONTWAIT);
    }

    @Override
    public void end(String reason) {
        thread.close(socket);
    }

    @Override
    public void ended(String reason) {
        List.copyOf(byChannel.values()).forEach(client -> end(client, reason));
    }

    void close() {
        thread.close();
    }
}
