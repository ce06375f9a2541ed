package io.perigee.gateway.zmq;

import io.perigee.codec.CodecException;
import io.perigee.gateway.GatewaySettings;
import io.perigee.remote.RpcConnectionException;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.Msg;

/**
 * Publishes events as LuaOverMQ does, to whoever has subscribed by then: the topic as it is, and a value in MessagePack.
 * Thread-safe; a subscriber that reads too slowly misses events, and one that asks for a
 * topic of more than 500 bytes is hung up on. Needs {@code org.zeromq:jeromq} on the class path. Section
 * 15 of {@code protocol-spec.md}.
 */
public final class ZmqPublisher implements AutoCloseable {
    /** Events on their way to one subscriber. */
    private static final int SEND_HIGH_WATER = 1024;

    /** What comes is subscriptions alone, and JeroMQ goes through them by a recursion for each byte. */
    private static final int MAX_SUBSCRIPTION = 512;

    private final SocketThread thread;
    private final ZMQ.Socket socket;
    private final String address;
    private final int maxMessage;
    private final int maxQueued;
    private final Semaphore room;
    private volatile boolean closed;

    private ZmqPublisher(Endpoint endpoint, GatewaySettings settings) {
        maxMessage = settings.maxMessage();
        maxQueued = settings.maxQueuedCalls();
        room = new Semaphore(maxQueued);
        thread = new SocketThread("perigee-zmq-publisher", false, new Work());
        socket = thread.open(SocketType.PUB);
        Sockets.setUp(socket, settings, endpoint, Sockets.LINGER_MILLIS, SEND_HIGH_WATER);
        socket.setMaxMsgSize(MAX_SUBSCRIPTION);
        socket.setMsgAllocator(new FrameAllocator(MAX_SUBSCRIPTION));
        address = Binding.bind(thread, socket, endpoint);
    }

    /**
     * Opens a publisher.
     *
     * @param endpoint {@code tcp://127.0.0.1:8005}; port 0 takes a free one, host {@code *} is every interface
     * @throws IllegalArgumentException if it is no such endpoint, or the settings ask for TLS
     * @throws RpcConnectionException if it cannot be had, or JeroMQ is not there
     */
    public static ZmqPublisher bind(String endpoint, GatewaySettings settings) {
        JeroMq.require("listen", endpoint, settings);
        var publisher = new ZmqPublisher(Endpoint.parse(endpoint), settings);
        publisher.thread.watch(publisher.socket);
        publisher.thread.start();
        return publisher;
    }

    /** The endpoint, with its port filled in: {@code tcp://127.0.0.1:8005}. */
    public String address() {
        return address;
    }

    /** As {@link #publish(LuaString, Object)}, with a topic in UTF-8. */
    public void publish(String topic, @Nullable Object value) {
        publish(LuaString.of(topic), value);
    }

    /**
     * Publishes a value, without waiting.
     *
     * @param topic subscribers ask for topics by their first bytes
     * @param value is converted as {@link LuaValue#from} does, before the method returns; tables become maps
     * @throws CodecException if the value has no form, or is larger than a message may be
     * @throws IllegalStateException if as many events wait as may, or it is closed
     */
    public void publish(LuaString topic, @Nullable Object value) {
        byte[] content = Answer.bytes(LuaValue.from(value), maxMessage);
        byte[] name = topic.toByteArray();
        if (name.length > maxMessage) {
            throw Frames.tooLarge(name.length, maxMessage);
        }
        if (closed) {
            throw new IllegalStateException("publish: closed");
        }
        if (!room.tryAcquire()) {
            throw new IllegalStateException("publish: one more event (expected: <= " + maxQueued + " waiting)");
        }
        thread.execute(() -> {
            room.release();
            socket.base().send(new Msg(name), zmq.ZMQ.ZMQ_SNDMORE | zmq.ZMQ.ZMQ_DONTWAIT);
            socket.base().send(new Msg(content), zmq.ZMQ.ZMQ_DONTWAIT);
        });
    }

    /** What was published before leaves, within a short time. Idempotent; waits until the endpoint is free. */
    @Override
    public void close() {
        closed = true;
        thread.close();
    }

    @Override
    public String toString() {
        return "publisher " + address;
    }

    private final class Work implements SocketThread.Work {
        @Override
        public void turn() {
            socket.getEvents();
        }

        @Override
        public void end(String reason) {
            closed = true;
            thread.close(socket);
        }
    }
}
