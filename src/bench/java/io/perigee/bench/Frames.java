package io.perigee.bench;

import io.netty.buffer.ByteBuf;

/** What the bare echo sends. Confined to the event loop of one connection, but for {@link #stage}. */
interface Frames {
    int CALL = 0;
    int RESPONSE = 1;
    int HEADER_BYTES = 6;

    /** Lays down what a call of another thread carries. In order; at most {@link #STAGED} wait to be taken. */
    void stage();

    /** The most calls that other threads have handed over and the event loop has not taken. */
    int STAGED = 256;

    void writeStaged(ByteBuf out, int number);

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
