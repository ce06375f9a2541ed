package io.perigee.gateway.zmq;

import io.perigee.gateway.GatewaySettings;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;

/** Whether sockets of ZeroMQ can be had, found out without loading any of JeroMQ. */
final class JeroMq {
    private static final String ARTIFACT = "org.zeromq:jeromq:0.6.0";

    private JeroMq() {}

    /**
     * @param what is to be done, for the message
     * @throws IllegalArgumentException if the settings ask for TLS: what is to be secret must not go in the clear
     * @throws RpcConnectionException if JeroMQ is not on the class path, with a message that says what to add
     */
    static void require(String what, String endpoint, GatewaySettings settings) {
        if (settings.sockets().ssl() != null) {
            throw new IllegalArgumentException("tls: " + endpoint + " (expected: none, which is what ZeroMQ has)");
        }
        if (JeroMq.class.getClassLoader().getResource("org/zeromq/ZMQ.class") == null) {
            throw new RpcConnectionException(
                    what, endpoint, Outcome.NOT_SENT, "needs " + ARTIFACT + " (expected: on the class path)", null);
        }
    }
}
