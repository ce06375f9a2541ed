package io.perigee;

import io.perigee.transport.Address;

/** What listens for calls, in whatever dialect, and answers them from one registry. Thread-safe. */
public interface RpcService extends AutoCloseable {

    /** Where it listens, with the port that the system chose if it was asked to. */
    Address address();

    /** Stops listening, and ends what it serves. Idempotent. */
    @Override
    void close();
}
