package io.perigee.gateway.zmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.codec.CodecException;
import io.perigee.codec.msgpack.MsgPackReader;
import io.perigee.gateway.GatewaySettings;
import io.perigee.observe.RpcListener;
import io.perigee.remote.RpcConnectionException;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.Msg;

/**
 * Receives the events that a LuaOverMQ or StockMQ terminal publishes, or a {@link ZmqPublisher}.
 *
 * <p>Connects when it can, and again when the connection is lost; what is published meanwhile is missed, as ZeroMQ has it.
 * An event that cannot be understood is told to the listener and dropped. Thread-safe. Needs {@code org.zeromq:jeromq} on
 * the class path. Section 15 of {@code protocol-spec.md}.
 */
public final class ZmqSubscriber implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ZmqSubscriber.class);
    private static final int FRAMES = 2;

    private final String address;
    private final EventHandler handler;
    private final @Nullable RpcListener listener;
    private final MsgPackReader reader;
    private final SocketThread thread;
    private final ReconnectingSocket socket;
    private volatile boolean closing;

    private ZmqSubscriber(Endpoint endpoint, List<String> topics, GatewaySettings settings, EventHandler handler) {
        this.handler = handler;
        address = endpoint.toString();
        listener = settings.listener();
        reader = Frames.reader(settings.limits());
        thread = new SocketThread("perigee-zmq-subscriber", false, new Work());
        socket = new ReconnectingSocket(
                thread,
                endpoint,
                SocketType.SUB,
                settings,
                0,
                opened -> topics.forEach(topic -> opened.subscribe(topic.getBytes(UTF_8))),
                new Connection());
    }

    /** As {@link #connect(String, List, GatewaySettings, EventHandler)}, for one topic. */
    public static ZmqSubscriber connect(String endpoint, String topic, GatewaySettings settings, EventHandler handler) {
        return connect(endpoint, List.of(topic), settings, handler);
    }

    /**
     * Subscribes. Does not wait for the publisher, which may come later.
     *
     * @param endpoint {@code tcp://127.0.0.1:8005}
     * @param topics how the topics begin, a {@link ZmqPublisher} takes up to 500 bytes; the empty string stands for all
     * @throws IllegalArgumentException if it is no such endpoint, or the settings ask for TLS
     * @throws RpcConnectionException if there is no such host, or JeroMQ is not there
     */
    public static ZmqSubscriber connect(
            String endpoint, List<String> topics, GatewaySettings settings, EventHandler handler) {
        JeroMq.require("connect", endpoint, settings);
        Endpoint parsed = Endpoint.parseRemote(endpoint);
        Binding.checkHost("connect", parsed.toString(), parsed);
        var subscriber = new ZmqSubscriber(parsed, List.copyOf(topics), settings, handler);
        subscriber.thread.execute(subscriber.socket::open);
        subscriber.thread.start();
        return subscriber;
    }

    /** Ends the subscription; nothing is received afterwards, unless the handler itself closes it. Idempotent. */
    @Override
    public void close() {
        closing = true;
        thread.close();
    }

    @Override
    public String toString() {
        return "subscriber of " + address;
    }

    private void receive(Msg first, ZMQ.Socket from) {
        Msg second = null;
        int count = 1;
        for (Msg frame = first; frame != null && frame.hasMore(); count++) {
            frame = from.base().recv(zmq.ZMQ.ZMQ_DONTWAIT);
            second = second == null ? frame : second;
        }
        boolean broken = first instanceof FrameAllocator.Broken || second instanceof FrameAllocator.Broken;
        if (second == null || count != FRAMES || broken) {
            unexpected("event: " + count + " frames (expected: a topic and a value)");
            return;
        }
        LuaValue value;
        try {
            value = Frames.read(reader, second.data());
        } catch (CodecException e) {
            unexpected(e.getMessage());
            return;
        }
        try {
            handler.received(LuaString.wrap(first.data()).toString(), value);
        } catch (Throwable t) {
            log.warn("event of {}: {}", address, t, t);
        }
    }

    private void unexpected(String what) {
        if (listener != null) {
            listener.onUnexpected(address, what);
        }
    }

    private final class Work implements SocketThread.Work {
        @Override
        public void turn() {
            ZMQ.Socket open = socket.socket();
            if (open == null) {
                return;
            }
            while (!closing && SocketThread.hasInput(open)) {
                Msg first = open.base().recv(zmq.ZMQ.ZMQ_DONTWAIT);
                if (first == null) {
                    return;
                }
                receive(first, open);
            }
        }

        @Override
        public void end(String reason) {
            socket.end(reason);
        }
    }

    private final class Connection implements ReconnectingSocket.Owner {
        @Override
        public void connected() {
            if (listener != null) {
                listener.onConnected(address);
            }
        }

        @Override
        public void lost(String reason) {
            if (listener != null) {
                listener.onDisconnected(address, reason);
            }
        }

        @Override
        public void unreachable(String reason) {
            // The next attempt may succeed; nobody waits for it.
        }
    }
}
