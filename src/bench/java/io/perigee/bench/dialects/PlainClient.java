package io.perigee.bench.dialects;

import io.perigee.bench.Failures;
import java.io.IOException;
import java.util.Arrays;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A REQ socket of JeroMQ, which has one call at a time. For one thread; it lives until the JVM ends. */
final class PlainClient {
    private final PlainMessages messages = new PlainMessages();
    private final ZMQ.Socket req = new ZContext(1).createSocket(SocketType.REQ);

    PlainClient(String address) {
        req.connect(address);
    }

    int add(int a, int b) {
        try {
            req.send(messages.call(a, b));
            byte[] status = req.recv();
            if (!Arrays.equals(status, PlainMessages.OK)) {
                throw Failures.fatal("add", null);
            }
            return messages.sum(req.recv());
        } catch (IOException e) {
            throw Failures.fatal("add", e);
        }
    }
}
