package io.perigee.peer;

import io.netty.channel.Channel;
import io.perigee.transport.Reading;
import io.perigee.wire.FrameDecoder;

/**
 * Whether the socket takes more, and whether it is read from.
 *
 * <p>Reading pauses while calls of the peer wait that cannot be worked off; see {@link OpenCalls}. Confined to the event
 * loop.
 */
final class Flow {
    private final PeerConnection connection;
    private final Channel channel;
    private final Reading socket;
    private final FrameBatch batch;
    private final FrameDecoder decoder;
    private final OpenCalls open;

    private boolean reading = true;

    /** As {@link Channel#isWritable}, which is slower to ask. */
    private boolean writable = true;

    Flow(PeerConnection connection, Channel channel, FrameBatch batch, FrameDecoder decoder, OpenCalls open) {
        this.connection = connection;
        this.channel = channel;
        socket = Reading.of(channel);
        this.batch = batch;
        this.decoder = decoder;
        this.open = open;
    }

    /** True if the socket takes more now, and the server lets more wait for it. */
    boolean isWritable() {
        return writable && batch.isAllowed();
    }

    boolean isReading() {
        return reading;
    }

    /** As {@link #isWritable}, of a channel that may have changed its mind. */
    boolean takesMore() {
        writable = channel.isWritable();
        return isWritable();
    }

    /** Nothing is written from now on. */
    void stop() {
        writable = false;
    }

    private boolean mayRead() {
        return open.mayRead(connection.outbound().awaitsResponses());
    }

    /** What was written beyond what the socket takes at once. */
    long unsentBytes() {
        return writable ? 0 : channel.bytesBeforeWritable();
    }

    /**
     * A call of ours has timed out. If its response may be among what is not read, calls of the peer are refused from now
     * on rather than kept from being read: it may have paused for the same reason, and each would wait for the other.
     */
    void givenUp() {
        if (!reading) {
            open.refuseMore();
            updateReading();
        }
    }

    /** Reads on, unless that would only pile up what cannot be worked off. */
    void updateReading() {
        if (reading && !open.hasBacklog()) {
            // As nearly always, and every call asks.
            return;
        }
        boolean mayRead = mayRead();
        if (reading && !mayRead) {
            // No caller must come to wait for a response that is not read; one that is writing calls back.
            if (!batch.claim()) {
                return;
            }
            mayRead = mayRead();
        }
        if (mayRead != reading) {
            reading = mayRead;
            if (mayRead) {
                decoder.resumed(connection.nanoTime());
            }
            socket.pause(!mayRead);
        }
    }
}
