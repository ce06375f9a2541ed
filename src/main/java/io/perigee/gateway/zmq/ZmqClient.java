package io.perigee.gateway.zmq;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecException;
import io.perigee.codec.ObjectReferences;
import io.perigee.gateway.GatewayClient;
import io.perigee.gateway.GatewaySettings;
import io.perigee.gateway.OutboundCall;
import io.perigee.observe.RpcListener;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcInterruptedException;
import io.perigee.remote.Waiting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.Msg;
import zmq.SocketBase;

/**
 * Calls a terminal that runs LuaOverMQ or StockMQ, or a {@link ZmqServer}. Thread-safe.
 *
 * <p>Any number of calls may be on their way, though such a terminal answers one after another. Each goes out with a number
 * that comes back with the answer: after a time-out nothing is stuck, and an answer that comes late finds nobody.
 *
 * <p>A connection that is lost comes back by itself. What was sent over it ends at once, with unknown outcome; what was not
 * sent yet waits for the next, under its deadline. Needs {@code org.zeromq:jeromq} on the class path. Section 15 of {@code
 * protocol-spec.md}.
 */
public final class ZmqClient extends GatewayClient {
    private static final int USUAL_BYTES = 64;
    private static final byte[] DELIMITER = {};

    private final PeerKind kind;
    private final int maxMessage;
    private final int maxDue;
    private final @Nullable RpcListener listener;
    private final DueCalls due;
    private final SocketThread thread;
    private final ReconnectingSocket socket;
    private final AnswerReader answers;
    private final CompletableFuture<Void> first = new CompletableFuture<>();

    /** What was not sent yet, in order. For the thread alone. */
    private final Map<Long, DueCall> waiting = new LinkedHashMap<>();

    private volatile boolean closed;

    private ZmqClient(Endpoint endpoint, GatewaySettings settings, PeerKind kind) {
        super(endpoint.target(), settings);
        this.kind = kind;
        maxMessage = settings.maxMessage();
        maxDue = settings.maxQueuedCalls();
        listener = settings.listener();
        due = new DueCalls(maxDue);
        answers = new AnswerReader(due, settings, peer());
        thread = new SocketThread("perigee-zmq-client", true, new Work());
        socket = new ReconnectingSocket(
                thread, endpoint, SocketType.DEALER, settings, maxDue, opened -> {}, new Connection());
    }

    /** As {@link #connect(String, GatewaySettings, PeerKind)}, with a terminal at the other end. */
    public static ZmqClient connect(String endpoint, GatewaySettings settings) {
        return connect(endpoint, settings, PeerKind.LUA_OVER_MQ);
    }

    /**
     * Connects, and waits until the other end is there.
     *
     * @param endpoint {@code tcp://127.0.0.1:8004}
     * @throws IllegalArgumentException if it is no such endpoint, or the settings ask for TLS
     * @throws IllegalStateException on a thread that must not wait
     * @throws RpcConnectionException if nobody answers, or JeroMQ is not there
     */
    public static ZmqClient connect(String endpoint, GatewaySettings settings, PeerKind kind) {
        JeroMq.require("connect", endpoint, settings);
        Endpoint parsed = Endpoint.parseRemote(endpoint);
        Waiting.check("connect");
        Binding.checkHost("connect", parsed.target(), parsed);
        var client = new ZmqClient(parsed, settings, kind);
        client.thread.execute(client.socket::open);
        client.thread.start();
        try {
            int millis = settings.sockets().connectTimeoutMillis();
            client.first.get(millis == 0 ? Long.MAX_VALUE : millis, TimeUnit.MILLISECONDS);
            return client;
        } catch (ExecutionException e) {
            client.close();
            throw Waiting.thrown("connect", e);
        } catch (TimeoutException e) {
            client.close();
            throw Binding.failure("connect", client.peer(), client.socket.silence(), e);
        } catch (InterruptedException e) {
            client.close();
            Thread.currentThread().interrupt();
            throw new RpcInterruptedException("connect", client.peer(), Outcome.NOT_SENT, e);
        }
    }

    @Override
    protected void send(OutboundCall call) {
        String refusal = kind.refusal(call.procedure());
        if (refusal != null) {
            call.refuse(refusal, null);
            return;
        }
        byte[] content;
        try {
            content = content(call);
        } catch (CodecException e) {
            call.refuse(e.getMessage(), e);
            return;
        } catch (RuntimeException e) {
            // Others may change a table while it is written.
            call.refuse("arguments: " + e, e);
            return;
        }
        DueCall entered = due.enter(call, content);
        if (entered == null) {
            call.refuse("calls: one more (expected: <= " + maxDue + " due)", null);
            return;
        }
        if (call.isOver()) {
            // It was given up before it was entered, and nobody will take it out again.
            due.remove(entered);
            return;
        }
        thread.execute(() -> {
            if (!call.isOver()) {
                waiting.put(entered.number(), entered);
                sendWaiting();
            }
        });
        if (closed) {
            endAll("closed");
        }
    }

    private byte[] content(OutboundCall call) {
        var out = new ByteOutput(USUAL_BYTES);
        var writer = kind.codec().newWriter(ObjectReferences.NONE);
        writer.begin(out, maxMessage);
        writer.writeArray(out, 1 + call.args().size());
        writer.writeName(out, call.procedure());
        for (int i = 0; i < call.args().size(); i++) {
            writer.write(out, call.args().get(i));
        }
        if (out.length() > maxMessage) {
            throw Frames.tooLarge(out.length(), maxMessage);
        }
        return out.toByteArray();
    }

    @Override
    protected void giveUp(OutboundCall call) {
        DueCall found = due.take(call);
        if (found != null) {
            thread.execute(() -> waiting.remove(found.number()));
        }
    }

    private void sendWaiting() {
        ZMQ.Socket open = socket.socket();
        if (open == null || !socket.isReady()) {
            return;
        }
        for (var all = waiting.values().iterator(); all.hasNext(); ) {
            DueCall next = all.next();
            if (next.call().isOver()) {
                all.remove();
            } else if (send(open.base(), next)) {
                all.remove();
            } else {
                return;
            }
        }
    }

    /** False if there is no room on the way to the server just now. */
    private static boolean send(SocketBase base, DueCall due) {
        if (!due.call().sending()) {
            return true;
        }
        int more = zmq.ZMQ.ZMQ_DONTWAIT | zmq.ZMQ.ZMQ_SNDMORE;
        // Whether there is room is known by trying: to ask costs more system calls than to send.
        if (!base.send(new Msg(due.correlation()), more)) {
            return false;
        }
        due.markSent();
        base.send(new Msg(DELIMITER), more);
        base.send(new Msg(due.content()), zmq.ZMQ.ZMQ_DONTWAIT);
        return true;
    }

    private void loseSent(String reason) {
        for (DueCall lost : due.all()) {
            if (lost.isSent() && due.remove(lost)) {
                lost.call().lose(reason, null);
            }
        }
    }

    private void endAll(String reason) {
        for (DueCall ended : due.all()) {
            if (due.remove(ended)) {
                ended.call().lose(reason, null);
            }
        }
    }

    /** Ends every call that is due, and the connection. Idempotent. */
    @Override
    public void close() {
        closed = true;
        thread.close();
        endAll("closed");
    }

    private final class Work implements SocketThread.Work {
        @Override
        public void turn() {
            ZMQ.Socket open = socket.socket();
            if (open != null) {
                sendWaiting();
                // To find nothing to read makes the socket take note of its signals; the thread may sleep then.
                answers.readAll(FrameSource.of(open.base()));
                sendWaiting();
            }
        }

        @Override
        public void end(String reason) {
            closed = true;
            socket.end(reason);
            endAll(reason);
        }
    }

    private final class Connection implements ReconnectingSocket.Owner {
        @Override
        public void connected() {
            first.complete(null);
            if (listener != null) {
                listener.onConnected(peer());
            }
        }

        @Override
        public void lost(String reason) {
            if (listener != null) {
                listener.onDisconnected(peer(), reason);
            }
            loseSent(reason);
        }

        @Override
        public void unreachable(String reason) {
            first.completeExceptionally(Binding.failure("connect", peer(), reason, null));
        }
    }
}
