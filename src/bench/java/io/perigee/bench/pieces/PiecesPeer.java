package io.perigee.bench.pieces;

import io.perigee.bench.Child;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The peer of this measurement, in a JVM of its own: a blocking socket that answers {@code add(a, b)}, header first, in a
 * write of its own, then the payload. Nagle's algorithm, on where nobody turns it off, keeps the payload back until the
 * header was acknowledged.
 */
final class PiecesPeer {
    private static final int STRING = 0x04;
    private static final int INT = 0x07;
    private static final byte[] HEADER = {1, 0, 0, 0, 0, 6};

    private PiecesPeer() {}

    public static void main(String[] args) throws Exception {
        var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var thread = new Thread(() -> serveAll(listening), "peer");
        thread.setDaemon(true);
        thread.start();
        Child.say(Integer.toString(listening.getLocalPort()));
        while (System.in.read() >= 0) {
            // Lives as long as the one who started it.
        }
        System.exit(0);
    }

    private static void serveAll(ServerSocket listening) {
        while (true) {
            try (Socket socket = listening.accept()) {
                serve(new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream())), socket);
            } catch (IOException e) {
                // The caller is done.
            }
        }
    }

    private static void serve(DataInputStream in, Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        byte[] header = HEADER.clone();
        while (true) {
            in.readByte();
            header[1] = in.readByte();
            in.readInt();
            expect(in, STRING);
            in.skipNBytes(in.readUnsignedShort());
            int sum = argument(in) + argument(in);
            out.write(header);
            out.write(new byte[] {0, INT, (byte) (sum >> 24), (byte) (sum >> 16), (byte) (sum >> 8), (byte) sum});
        }
    }

    private static int argument(DataInputStream in) throws IOException {
        expect(in, INT);
        return in.readInt();
    }

    private static void expect(DataInputStream in, int tag) throws IOException {
        int found = in.readByte();
        if (found != tag) {
            throw new IOException("tag: " + found + " (expected: " + tag + ")");
        }
    }
}
