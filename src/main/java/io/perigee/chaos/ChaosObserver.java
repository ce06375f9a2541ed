package io.perigee.chaos;

/** Is told what a proxy does; on event loops, so it must not block. */
public interface ChaosObserver {
    ChaosObserver NONE = new ChaosObserver() {};

    /** A fault has been injected. */
    default void onFault(long connection, Direction direction, Fault fault) {}

    /** A client was turned away, since there is no server for it. */
    default void onUnreachable(long connection, String reason) {}

    /** Both ends of a connection are gone, and these are the bytes that reached them. */
    default void onEnd(long connection, long bytesToServer, long bytesToClient) {}
}
