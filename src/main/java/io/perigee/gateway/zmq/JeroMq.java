package io.perigee.gateway.zmq;

import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;

/** Whether JeroMQ is on the class path, found out without loading any of it. */
final class JeroMq {
    private static final String ARTIFACT = "org.zeromq:jeromq:0.6.0";

    private JeroMq() {}

    /**
     * @param what is to be done, for the message
     * @throws RpcConnectionException if it is not, with a message that says what to add
     */
    static void require(String what, String endpoint) {
        if (JeroMq.class.getClassLoader().getResource("org/zeromq/ZMQ.class") == null) {
            throw new RpcConnectionException(
                    what, endpoint, Outcome.NOT_SENT, "needs " + ARTIFACT + " (expected: on the class path)", null);
        }
    }
}
