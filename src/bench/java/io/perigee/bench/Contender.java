package io.perigee.bench;

/** Something that can be called over a socket, at both ends. One call adds two integers, or stands for that. */
interface Contender {

    /** Listens on a free port of the loopback address until the JVM ends. */
    int serve() throws Exception;

    Client connect(int port) throws Exception;

    /** One connection. */
    interface Client {

        /** Makes one call and waits for its answer. */
        int call(int a, int b) throws Exception;

        /**
         * A way to make calls without waiting that can be used again and again, so that the harness itself makes no
         * garbage for a call.
         *
         * @param onAnswer run for each answer, on whatever thread the contender completes calls
         */
        Flight flight(Runnable onAnswer);
    }

    /** Starts calls. */
    interface Flight {
        void start(int a, int b);
    }

    static Contender of(String name) {
        return switch (name) {
            case "perigee" -> new Perigee();
            case "netty-echo" -> new NettyEcho();
            default -> throw new IllegalArgumentException("contender: " + name);
        };
    }
}
