package io.perigee.gateway.zmq;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A connection of TCP whose other end takes it for a socket of ZeroMQ: it sends what no library would. */
final class RawConnection {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int GREETING = 64;

    private RawConnection() {}

    /** Connects, and shakes hands; messages follow. */
    static Socket open(String address, String type) throws IOException {
        return open(address, type, "");
    }

    /** @param properties what else it says of itself, as it goes over the wire */
    static Socket open(String address, String type, String properties) throws IOException {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        var greeting = new byte[GREETING];
        greeting[0] = (byte) 0xff;
        greeting[9] = 0x7f;
        greeting[10] = 3;
        System.arraycopy("NULL".getBytes(ISO_8859_1), 0, greeting, 12, 4);
        var out = socket.getOutputStream();
        out.write(greeting);
        byte[] ready =
                ("\u0005READY\u000bSocket-Type\0\0\0" + (char) type.length() + type + properties).getBytes(ISO_8859_1);
        out.write(4);
        out.write(ready.length);
        out.write(ready);
        var in = new DataInputStream(socket.getInputStream());
        in.readFully(new byte[GREETING]);
        in.readUnsignedByte();
        in.readFully(new byte[in.readUnsignedByte()]);
        return socket;
    }
}
