package io.perigee.gateway.zmq;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * A socket of ZeroMQ with nothing of the dialect in it, which sends whatever frames it is given: for tests of peers, and no
 * others. For the thread that made it alone.
 */
public final class BareSocket implements AutoCloseable {
    /** JeroMQ forgets about one new connection in a hundred, and makes another when this has passed. */
    private static final int HANDSHAKE_MILLIS = 300;

    private final ZMQ.Context context = ZMQ.context(1);
    private final ZMQ.Socket socket;

    private BareSocket(SocketType type, Duration timeout) {
        socket = context.socket(type);
        socket.setLinger(0);
        socket.setReceiveTimeOut((int) timeout.toMillis());
        socket.setSendTimeOut((int) timeout.toMillis());
        socket.setHandshakeIvl(HANDSHAKE_MILLIS);
    }

    /**
     * A DEALER, as clients may have.
     *
     * @param endpoint {@code tcp://HOST:PORT}
     * @param timeout for each message
     */
    public static BareSocket dealer(String endpoint, Duration timeout) {
        var bare = new BareSocket(SocketType.DEALER, timeout);
        bare.socket.setIPv6(Endpoint.parseRemote(endpoint).isIpv6());
        bare.socket.connect(endpoint);
        return bare;
    }

    /** A ROUTER on a free port of this machine, as servers may have. */
    public static BareSocket router(Duration timeout) {
        var bare = new BareSocket(SocketType.ROUTER, timeout);
        bare.socket.bind("tcp://127.0.0.1:*");
        return bare;
    }

    /** Where it is bound. */
    public String address() {
        return socket.getLastEndpoint();
    }

    /** Sends one message; false if nobody takes it in time. */
    public boolean send(List<byte[]> frames) {
        for (int i = 0; i < frames.size(); i++) {
            if (!socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0)) {
                return false;
            }
        }
        return true;
    }

    /** The frames of the next message; null if none comes in time. */
    public @Nullable List<byte[]> receive() {
        var frames = new ArrayList<byte[]>();
        do {
            byte[] frame = socket.recv();
            if (frame == null) {
                return null;
            }
            frames.add(frame);
        } while (socket.hasReceiveMore());
        return frames;
    }

    @Override
    public void close() {
        socket.close();
        context.term();
    }
}
