package io.perigee.gateway.zmq;

import io.perigee.procedure.PeerSession;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client of a {@link RequestSocket}, with what waits for it: answers that have not left, and requests that are not begun
 * as long as it reads too few of them. Others are served meanwhile. For the thread of the socket, but for {@link #left}.
 */
final class ClientConnection {
    /** What an answer or a request takes besides its bytes. */
    private static final int OVERHEAD = 256;

    private final PeerSession session;
    private final SocketChannel channel;
    private final long limit;
    private final Consumer<ClientConnection> onRoom;

    /** Bytes of answers that the library has, and has not begun to write. */
    private final AtomicLong unsent = new AtomicLong();

    private final Queue<Request> held = new ArrayDeque<>();
    private long heldBytes;
    private boolean isOver;

    /** Whether somebody is to be told of room. */
    private volatile boolean waits;

    /**
     * @param limit of bytes that wait, in each direction
     * @param onRoom is told on any thread when requests are held and can go on
     */
    ClientConnection(PeerSession session, SocketChannel channel, long limit, Consumer<ClientConnection> onRoom) {
        this.session = session;
        this.channel = channel;
        this.limit = limit;
        this.onRoom = onRoom;
    }

    String peer() {
        return session.peer().address();
    }

    PeerSession session() {
        return session;
    }

    SocketChannel channel() {
        return channel;
    }

    /** An answer is on its way. */
    void answered(int bytes) {
        unsent.addAndGet(bytes + OVERHEAD);
    }

    /** An answer begins to leave. Thread-safe. */
    void left(int bytes) {
        long left = unsent.addAndGet(-(bytes + OVERHEAD));
        if (waits && left <= limit / 2) {
            waits = false;
            onRoom.accept(this);
        }
    }

    /** Whether a request is to wait, for the client to read or for those before it. */
    boolean mustHold() {
        return unsent.get() > limit || !held.isEmpty();
    }

    void hold(Request request) {
        held.add(request);
        heldBytes += request.bytes() + OVERHEAD;
        waitForRoom();
    }

    /** The first of those that were held; null if there is none, or it has to wait on. */
    @Nullable
    Request release() {
        if (unsent.get() > limit) {
            waitForRoom();
            return null;
        }
        Request request = held.poll();
        if (request != null) {
            heldBytes -= request.bytes() + OVERHEAD;
        }
        return request;
    }

    private void waitForRoom() {
        waits = true;
        // It may have come while nobody was to be told.
        if (unsent.get() <= limit / 2 && waits) {
            waits = false;
            onRoom.accept(this);
        }
    }

    /** Whether so much is held that nothing more should be read. */
    boolean isStalled() {
        return heldBytes > limit;
    }

    /** Whether nothing that comes from it means anything any more. */
    boolean isOver() {
        return isOver;
    }

    /** Lets go of what was held; what the library has for the client goes with the connection. */
    void end() {
        isOver = true;
        held.clear();
        heldBytes = 0;
    }

    /** The library finds the end of the stream, and tidies up; it would not if the channel were closed. */
    void hangUp() {
        try {
            channel.shutdownInput();
            channel.shutdownOutput();
        } catch (IOException e) {
            // It is gone then, which is what is wanted.
        }
    }
}
