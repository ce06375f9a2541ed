package io.perigee;

/** What listens for calls, in whatever dialect, and answers them from one registry. Thread-safe. */
public interface RpcService extends AutoCloseable {

    /** How peers reach it, with the port that the system chose if it was asked to. */
    RpcTarget target();

    /** Stops listening, and ends what it serves. Idempotent. */
    @Override
    void close();
}
