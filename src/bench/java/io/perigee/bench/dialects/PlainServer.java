package io.perigee.bench.dialects;

import io.perigee.bench.Failures;
import java.io.IOException;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A REP socket of JeroMQ, and a thread that answers one call after another. */
final class PlainServer {
    private PlainServer() {}

    /** Serves until the JVM ends; returns the endpoint, with its port. */
    static String listen(String endpoint) {
        ZMQ.Socket rep = new ZContext(1).createSocket(SocketType.REP);
        rep.bind(endpoint);
        // Before the socket belongs to the thread.
        String bound = rep.getLastEndpoint();
        var thread = new Thread(() -> serve(rep), "rep");
        thread.setDaemon(true);
        thread.start();
        return bound;
    }

    private static void serve(ZMQ.Socket rep) {
        var messages = new PlainMessages();
        try {
            while (true) {
                byte[] answer = messages.answer(rep.recv());
                rep.sendMore(PlainMessages.OK);
                rep.send(answer);
            }
        } catch (IOException e) {
            throw Failures.fatal("add", e);
        }
    }
}
