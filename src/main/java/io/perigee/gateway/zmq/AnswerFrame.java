package io.perigee.gateway.zmq;

import java.nio.ByteBuffer;
import zmq.Msg;

/**
 * The last frame of an answer, which tells when it leaves. JeroMQ has a limit on the number of messages that wait for a
 * client, and none on their bytes; its encoder asks a message for its bytes once, when all before it are on their way.
 */
final class AnswerFrame extends Msg {
    private final ClientConnection client;
    private boolean left;

    AnswerFrame(byte[] content, ClientConnection client) {
        super(content);
        this.client = client;
    }

    /** Called on a thread of the library. */
    @Override
    public ByteBuffer buf() {
        if (!left) {
            left = true;
            client.left(size());
        }
        return super.buf();
    }
}
