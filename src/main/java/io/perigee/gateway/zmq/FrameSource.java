package io.perigee.gateway.zmq;

import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.SocketBase;
import zmq.ZMQ;

/** Where the frames of messages come from. */
@FunctionalInterface
interface FrameSource {

    /** The next frame; null if none has come. All frames of a message are there when its first is. */
    @Nullable
    Msg next();

    static FrameSource of(SocketBase socket) {
        return () -> socket.recv(ZMQ.ZMQ_DONTWAIT);
    }
}
