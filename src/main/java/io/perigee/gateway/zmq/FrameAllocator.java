package io.perigee.gateway.zmq;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
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
        return size < 0 || size > maxMessage ? new Broken() : new Frame(size);
    }

    /**
     * What a peer says of itself when it greets goes into the same table as the address that it has, and wins: it could say
     * that it is anybody. So it is not heard where it says an address.
     */
    private static final class Frame extends Msg {
        private static final byte[] GREETING = "\5READY".getBytes(US_ASCII);
        private static final byte[] ADDRESS = "\14Peer-Address".getBytes(US_ASCII);

        Frame(int size) {
            super(size);
        }

        /** JeroMQ reads a greeting by this, and nobody else any frame that has come. */
        @Override
        public ByteBuffer buf() {
            ByteBuffer content = super.buf();
            if (isAt(content, 0, GREETING)) {
                for (int i = GREETING.length; i <= content.capacity() - ADDRESS.length; i++) {
                    if (isAt(content, i, ADDRESS)) {
                        content.put(i + 1, (byte) '-');
                    }
                }
            }
            return content;
        }

        private static boolean isAt(ByteBuffer content, int index, byte[] text) {
            if (content.capacity() - index < text.length) {
                return false;
            }
            for (int i = 0; i < text.length; i++) {
                if (content.get(index + i) != text[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Stands for a frame of an impossible size: what comes behind it on its connection means nothing. */
    static final class Broken extends Msg {
        /** What is wrong with it, in one line. */
        static final String FAULT = "frame: an impossible size (expected: <= the largest message)";
    }
}
