package io.perigee.gateway.zmq;

import java.util.List;

/** A message that came in, of which every one is answered. */
final class Request {
    private final List<byte[]> route;
    private final String peer;
    private final byte[] content;
    private final String fault;

    /**
     * @param route the frames in front of the content, which go in front of the answer as they are: the number of the
     *     connection, what those on the way have added, and the empty frame if there was one
     * @param peer the address of the other end, as text
     * @param content the only frame that should be left; of several, the first
     * @param fault what is wrong with the frames, in one line; empty if nothing is
     */
    Request(List<byte[]> route, String peer, byte[] content, String fault) {
        this.route = route;
        this.peer = peer;
        this.content = content;
        this.fault = fault;
    }

    List<byte[]> route() {
        return route;
    }

    String peer() {
        return peer;
    }

    byte[] content() {
        return content;
    }

    String fault() {
        return fault;
    }
}
