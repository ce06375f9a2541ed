package io.perigee.gateway.zmq;

import java.util.regex.Pattern;

/**
 * Where a socket of ZeroMQ is: {@code tcp://127.0.0.1:8004}. Its other transports are not offered: that of pipes is
 * JeroMQ's own here, and no other peer's.
 *
 * @param host a name, an IPv4 address, an IPv6 address in brackets, or {@code *} for all interfaces
 * @param port 0 takes a free one
 */
record Endpoint(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:zmq\\+)?tcp://(\\[[0-9A-Fa-f:.%]+]|[^\\[\\]:/]+):(\\d{1,5}|\\*)");
    private static final int MAX_PORT = 65_535;

    /**
     * @throws IllegalArgumentException if it is none, with a message that says what it should be
     */
    static Endpoint parse(String text) {
        var form = FORM.matcher(text);
        if (form.matches()) {
            int port = form.group(2).equals("*") ? 0 : Integer.parseInt(form.group(2));
            if (port <= MAX_PORT) {
                return new Endpoint(form.group(1), port);
            }
        }
        throw new IllegalArgumentException("endpoint: " + text + " (expected: tcp://HOST:PORT)");
    }

    /**
     * As {@link #parse}, for an endpoint of somebody else.
     *
     * @throws IllegalArgumentException if nothing can be there
     */
    static Endpoint parseRemote(String text) {
        Endpoint endpoint = parse(text);
        if (endpoint.host.equals("*") || endpoint.port == 0) {
            throw new IllegalArgumentException("endpoint: " + text + " (expected: a host and a port to connect to)");
        }
        return endpoint;
    }

    boolean isIpv6() {
        return host.startsWith("[");
    }

    /** As peers that are called there are known, beside those of other dialects. */
    String target() {
        return "zmq+" + this;
    }

    @Override
    public String toString() {
        return "tcp://" + host + ":" + port;
    }
}
