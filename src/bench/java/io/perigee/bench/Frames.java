package io.perigee.bench;

import io.netty.buffer.ByteBuf;

/** What the bare echo sends. Confined to the event loop of one connection, but for {@link #hand}. */
interface Frames {
    int CALL = 0;
    int RESPONSE = 1;
    int HEADER_BYTES = 6;

    /** The most calls that are in flight. */
    int MOST_HANDED = 256;

    /**
     * Hands over a call of any thread.
     *
     * @return true if the event loop has to be woken to write it
     */
    boolean hand();

    /** On the event loop: writes all calls that were handed over. */
    void writeHanded(EchoClient to);

    void writeCall(ByteBuf out, int number);

    /** To the call that was read last. */
    void writeResponse(ByteBuf out, int number);

    /** Takes apart what is there; leaves the beginning of a header. */
    void read(ByteBuf in, EchoHandler sink);

    /** The room to take for a batch. */
    int batchBytes();

    /** A batch of this size is written, though more of the same read is to come. */
    int fullBatchBytes();
}
