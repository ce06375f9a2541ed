package io.perigee.transport;

import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** Where a peer listens: TCP over IPv4 or IPv6, or a Unix socket. Immutable. Section 2.1 of {@code protocol-spec.md}. */
public sealed interface Address {
    String DEFAULT_HOST = "localhost";
    int DEFAULT_PORT = 1999;

    /**
     * A TCP endpoint.
     *
     * @param host a name, or an address; without brackets if it is one of IPv6
     * @param port 0 to 65535; 0 lets the system choose one to listen on
     */
    record Tcp(String host, int port) implements Address {
        public Tcp {
            if (host.isEmpty()) {
                throw new IllegalArgumentException("host: empty (expected: a name or an address)");
            }
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
            }
        }

        @Override
        public String toString() {
            return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /** A Unix socket, known by its path in the file system. */
    record Unix(Path path) implements Address {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /** localhost:1999, where the Lua module listens too. */
    static Address ofDefault() {
        return new Tcp(DEFAULT_HOST, DEFAULT_PORT);
    }

    /**
     * A TCP endpoint.
     *
     * @throws IllegalArgumentException if the host is empty, or there is no such port
     */
    static Address of(String host, int port) {
        return new Tcp(host, port);
    }

    /** A Unix socket. */
    static Address ofUnix(Path path) {
        return new Unix(path);
    }

    /**
     * Reads {@code HOST:PORT}, {@code HOST}, {@code :PORT}, {@code [IPv6]:PORT} or {@code unix:PATH}; what is left out is
     * localhost and 1999.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    static Address parse(String text) {
        if (text.startsWith("unix:")) {
            String path = text.substring("unix:".length());
            if (path.isEmpty()) {
                throw malformed(text);
            }
            return new Unix(Path.of(path));
        }
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            if (close < 0 || (close + 1 < text.length() && text.charAt(close + 1) != ':')) {
                throw malformed(text);
            }
            return new Tcp(text.substring(1, close), port(text, close + 1));
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return new Tcp(text, DEFAULT_PORT);
        }
        if (text.indexOf(':') != colon) {
            // An IPv6 address without brackets; a port behind it could not be told from its last group.
            return new Tcp(text, DEFAULT_PORT);
        }
        return new Tcp(colon == 0 ? DEFAULT_HOST : text.substring(0, colon), port(text, colon));
    }

    private static int port(String text, int colon) {
        if (colon >= text.length()) {
            return DEFAULT_PORT;
        }
        try {
            return Integer.parseInt(text.substring(colon + 1));
        } catch (NumberFormatException e) {
            throw malformed(text);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("address: " + text + " (expected: HOST:PORT, [IPv6]:PORT or unix:PATH)");
    }

    /**
     * How messages show the other end of a connection: its own address, or that of the Unix socket that both have.
     *
     * @param address that was connected to, or listened on
     */
    static String describePeer(Channel channel, Address address) {
        var remote = channel.remoteAddress();
        return address instanceof Tcp && remote != null ? describe(remote) : address.toString();
    }

    /** How messages show the address of a socket. */
    static String describe(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            InetAddress ip = inet.getAddress();
            return new Tcp(ip == null ? inet.getHostString() : ip.getHostAddress(), inet.getPort()).toString();
        }
        if (address instanceof DomainSocketAddress unix) {
            return "unix:" + unix.path();
        }
        if (address instanceof UnixDomainSocketAddress unix) {
            return "unix:" + unix.getPath();
        }
        return address.toString();
    }

    /**
     * The address that sockets use; resolves names, which may block.
     *
     * @throws UnknownHostException if there is no such host
     */
    default SocketAddress resolve(SocketFactory sockets) throws UnknownHostException {
        if (this instanceof Tcp tcp) {
            return new InetSocketAddress(InetAddress.getByName(tcp.host()), tcp.port());
        }
        return sockets.unixAddress(((Unix) this).path());
    }
}
