package io.perigee.gateway.json;

/** Who speaks another protocol to us, as far as it shows by the four bytes that should have been a length. */
final class Stranger {
    private static final int ZMQ_GREETING = 0xff00_0000;
    private static final int GET = 0x4745_5420;
    private static final int POST = 0x504f_5354;
    private static final int HTTP = 0x4854_5450;

    /** The first two bytes of a record: its type and the version. */
    private static final int TLS_HANDSHAKE = 0x1603;

    private static final int TLS_ALERT = 0x1503;

    private Stranger() {}

    /** The clause that tells it, for the end of what was expected; empty if nothing shows. */
    static String clause(int prefix) {
        String protocol =
                switch (prefix) {
                    case ZMQ_GREETING -> "ZeroMQ";
                    case GET, POST, HTTP -> "HTTP";
                    default ->
                        switch (prefix >>> Short.SIZE) {
                            case TLS_HANDSHAKE, TLS_ALERT -> "TLS";
                            default -> "";
                        };
                };
        return protocol.isEmpty() ? "" : "; " + protocol + " begins like this";
    }
}
