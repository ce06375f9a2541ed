package io.perigee.transport;

import io.netty.channel.Channel;

/** Which connections a listening socket takes. Thread-safe. */
public interface Acceptance {
    /** Takes all, and has each read as much at a time as a lone one. */
    Acceptance ALL = new Acceptance() {
        @Override
        public boolean accept(Channel channel, Address asked) {
            return true;
        }

        @Override
        public void failed(Address asked, Throwable cause) {
            // Netty logs it.
        }

        @Override
        public int turnBytes() {
            return ReadTurn.MOST_BYTES;
        }
    };

    /**
     * Whether a connection is served that was just accepted; else it is closed before anything is set up for it.
     *
     * @param asked where the server was asked to listen
     */
    boolean accept(Channel channel, Address asked);

    /** A connection could not be accepted: the process may have as many open files as it is let. More are tried a second later. */
    void failed(Address asked, Throwable cause);

    /** What one of the connections may read before the next has its turn; see {@link ReadTurn}. */
    int turnBytes();
}
