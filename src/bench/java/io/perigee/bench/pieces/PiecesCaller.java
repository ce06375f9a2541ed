package io.perigee.bench.pieces;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.function.IntBinaryOperator;

/** Those who call the peer, one call at a time. */
enum PiecesCaller {
    /** The library as it is. */
    PERIGEE("perigee") {
        @Override
        IntBinaryOperator connect(int port) {
            return perigee(port, RpcOptions.DEFAULT);
        }
    },

    /** The same, told to leave acknowledgements to the system. */
    PERIGEE_DELAYED("perigee, quickAcknowledge(false)") {
        @Override
        IntBinaryOperator connect(int port) {
            return perigee(port, RpcOptions.builder().quickAcknowledge(false).build());
        }
    },

    /** What a client written by hand does, which has never heard of quick acknowledgement. */
    BLOCKING_SOCKET("blocking socket by hand") {
        @Override
        IntBinaryOperator connect(int port) throws IOException {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            var in = new DataInputStream(socket.getInputStream());
            return (a, b) -> {
                try {
                    out.write(frame(a, b));
                    in.skipNBytes(8);
                    return in.readInt();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
        }
    };

    final String title;

    PiecesCaller(String title) {
        this.title = title;
    }

    /** A way to make one call after the other, over one connection. */
    abstract IntBinaryOperator connect(int port) throws IOException;

    private static IntBinaryOperator perigee(int port, RpcOptions options) {
        var peer = RpcPeer.newClient("127.0.0.1", port, options);
        return (a, b) -> peer.call("add", a, b).asInt();
    }

    private static byte[] frame(int a, int b) {
        var name = new byte[] {'a', 'd', 'd'};
        return ByteBuffer.allocate(22)
                .putShort((short) 0)
                .putInt(16)
                .put((byte) 4)
                .putShort((short) name.length)
                .put(name)
                .put((byte) 7)
                .putInt(a)
                .put((byte) 7)
                .putInt(b)
                .array();
    }
}
