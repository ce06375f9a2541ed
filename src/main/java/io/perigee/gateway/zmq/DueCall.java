package io.perigee.gateway.zmq;

import io.perigee.codec.BigEndian;
import io.perigee.gateway.OutboundCall;

/** A call between its beginning and its end, with the number that goes out with it and comes back. */
final class DueCall {
    private final long number;
    private final OutboundCall call;
    private final byte[] content;

    /** For the thread of the socket alone. */
    private boolean sent;

    DueCall(long number, OutboundCall call, byte[] content) {
        this.number = number;
        this.call = call;
        this.content = content;
    }

    long number() {
        return number;
    }

    OutboundCall call() {
        return call;
    }

    byte[] content() {
        return content;
    }

    boolean isSent() {
        return sent;
    }

    void markSent() {
        sent = true;
    }

    /** The frame that a server sends back with the answer. */
    byte[] correlation() {
        var frame = new byte[Long.BYTES];
        BigEndian.putLong(frame, 0, number);
        return frame;
    }
}
