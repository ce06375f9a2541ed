package io.perigee.remote;

/** A {@link Caller} of one peer that is closed when it is no longer needed. Every dialect has one. Thread-safe. */
public interface RpcClient extends Caller, AutoCloseable {

    /** The address of the other end, as text. */
    String peer();

    /** Ends every call that is due, once, and what they went over. Idempotent. */
    @Override
    void close();
}
