package io.perigee.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The other end of a connection on a plain socket, which keeps no rule. */
final class RawSocket implements Closeable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static RawSocket connect(String address) {
        try {
            int colon = address.lastIndexOf(':');
            return new RawSocket(
                    new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawSocket accept(ServerSocket server) {
        try {
            server.setSoTimeout(PATIENCE_MILLIS);
            return new RawSocket(server.accept());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawSocket send(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a message with its length. */
    RawSocket send(String text) {
        return send(framed(ByteOrder.BIG_ENDIAN, text));
    }

    static byte[] framed(ByteOrder order, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return ByteBuffer.allocate(bytes.length + 4)
                .order(order)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    /** The text of the next message. */
    String receive() {
        return receive(ByteOrder.BIG_ENDIAN);
    }

    String receive(ByteOrder order) {
        try {
            int length = ByteBuffer.wrap(in.readNBytes(4)).order(order).getInt();
            return new String(in.readNBytes(length), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True once the other end has closed. */
    boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return e.getMessage().contains("reset");
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
