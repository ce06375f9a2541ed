package io.perigee.gateway.zmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.codec.DecodeLimits;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;
import java.util.ArrayList;
import java.util.List;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** A socket of ZeroMQ with nothing of Perigee in it: what other clients and servers are. */
final class RawSocket implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final ZMQ.Context context = ZMQ.context(1);
    private final ZMQ.Socket socket;

    private RawSocket(SocketType type) {
        socket = context.socket(type);
        socket.setLinger(0);
        socket.setReceiveTimeOut(TIMEOUT_MILLIS);
        socket.setSendTimeOut(TIMEOUT_MILLIS);
        socket.setSndHWM(0);
        socket.setRcvHWM(0);
        // JeroMQ forgets about one new connection in a hundred, and makes another when this has passed.
        socket.setHandshakeIvl(300);
    }

    static RawSocket connect(SocketType type, String endpoint) {
        var raw = new RawSocket(type);
        raw.socket.connect(endpoint);
        return raw;
    }

    static RawSocket bind(SocketType type, String endpoint) {
        var raw = new RawSocket(type);
        raw.socket.bind(endpoint);
        return raw;
    }

    ZMQ.Socket socket() {
        return socket;
    }

    String address() {
        return socket.getLastEndpoint();
    }

    RawSocket send(byte[]... frames) {
        for (int i = 0; i < frames.length; i++) {
            assertThat(socket.send(frames[i], i < frames.length - 1 ? ZMQ.SNDMORE : 0))
                    .as("sent")
                    .isTrue();
        }
        return this;
    }

    List<byte[]> receive() {
        var frames = new ArrayList<byte[]>();
        do {
            byte[] frame = socket.recv();
            assertThat(frame).as("a frame within %d ms", TIMEOUT_MILLIS).isNotNull();
            frames.add(frame);
        } while (socket.hasReceiveMore());
        return frames;
    }

    /** The two frames of an answer as text: {@code OK 7}. */
    String answer() {
        List<byte[]> frames = receive();
        return text(frames.get(frames.size() - 2), frames.get(frames.size() - 1));
    }

    static String text(byte[] status, byte[] content) {
        LuaValue value = Frames.read(Frames.reader(DecodeLimits.DEFAULT), content);
        return new String(status, java.nio.charset.StandardCharsets.ISO_8859_1) + " " + LuaText.brief(value);
    }

    @Override
    public void close() {
        socket.close();
        context.term();
    }
}
