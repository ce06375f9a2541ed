package io.perigee.gateway.zmq;

import java.util.List;

/** A message that came in, of which every one is answered. */
final class Request {
    private static final byte[] NOTHING = {};

    private final List<byte[]> route;
    private final String peer;
    private final byte[] content;
    private final String fault;
    private final boolean broken;

    /**
     * @param route the frames in front of the content, which go in front of the answer as they are: the number of the
     *     connection, what those on the way have added, and the empty frame if there was one
     * @param peer the address of the other end, as text
     * @param content the only frame that is left
     * @param fault what is wrong with the frames, in one line; empty if nothing is
     * @param broken whether what follows on its connection means nothing
     */
    private Request(List<byte[]> route, String peer, byte[] content, String fault, boolean broken) {
        this.route = route;
        this.peer = peer;
        this.content = content;
        this.fault = fault;
        this.broken = broken;
    }

    static Request of(List<byte[]> route, String peer, byte[] content) {
        return new Request(route, peer, content, "", false);
    }

    static Request faulty(List<byte[]> route, String peer, String fault) {
        return new Request(route, peer, NOTHING, fault, false);
    }

    static Request broken(List<byte[]> route, String peer) {
        return new Request(route, peer, NOTHING, FrameAllocator.Broken.FAULT, true);
    }

    List<byte[]> route() {
        return route;
    }

    /** What it takes while it waits. */
    int bytes() {
        return route.stream().mapToInt(frame -> frame.length).sum() + content.length;
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

    boolean isBroken() {
        return broken;
    }
}
