package io.perigee.gateway.zmq;

import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * Memory for the frames that JeroMQ reads, all of it on the heap. JeroMQ takes the size of a frame for a signed number, so
 * that one beyond 2^63 passes for small, and would be allocated, or end the thread that serves all connections.
 */
final class FrameAllocator implements MsgAllocator {
    private final int maxMessage;

    FrameAllocator(int maxMessage) {
        this.maxMessage = maxMessage;
    }

    @Override
    public Msg allocate(int size) {
        return size < 0 || size > maxMessage ? new Broken() : new Msg(size);
    }

    /** Stands for a frame of an impossible size: what comes behind it on its connection means nothing. */
    static final class Broken extends Msg {
        /** What is wrong with it, in one line. */
        static final String FAULT = "frame: an impossible size (expected: <= the largest message)";
    }
}
