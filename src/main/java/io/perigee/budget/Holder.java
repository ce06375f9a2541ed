package io.perigee.budget;

/** A connection that holds a {@link Share}. All methods may be called on any thread. */
public interface Holder {
    String peer();

    /** Ends the connection. */
    void end(String reason);

    /** Runs something unless a call is open on the connection, in either direction. */
    void ifIdle(Runnable task);

    /** There may be room for calls that wait; {@link Share#passRoomOn} is to follow once they have begun. */
    void room();
}
