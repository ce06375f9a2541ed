package io.perigee.bench;

import java.util.Set;

/** Something that can be called over a socket, at both ends. One call adds two integers, or stands for that. */
public interface Contender {

    /** As the table names it. */
    String name();

    /** The modes that it can be measured in. */
    Set<Mode> modes();

    /** Listens on a free port of the loopback address until the JVM ends. */
    int serve(Mode mode) throws Exception;

    Client connect(Mode mode, int port) throws Exception;

    /** What calls; one connection, for those that can have several calls in flight on one. */
    interface Client {

        /** Makes one call and waits for its answer. */
        int call(int a, int b) throws Exception;

        /**
         * A way to make calls without waiting that can be used again and again, so that the harness itself makes no
         * garbage for a call.
         *
         * @param onAnswer run for each answer, on whatever thread the contender completes calls
         */
        Flight flight(Runnable onAnswer) throws Exception;

        /** As {@link #flight}, for calls that send these bytes and get them back. */
        Flight echoes(byte[] payload, Runnable onAnswer) throws Exception;
    }

    /** Starts calls. */
    interface Flight {

        /** The arguments are for those calls that add. */
        void start(int a, int b);
    }
}
