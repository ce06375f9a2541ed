package io.perigee.soak;

/** How a call ended. */
enum Verdict {
    /** As it should have without any fault. */
    RIGHT,
    /** By its time-out, as a late answer had it. */
    TIMED_OUT,
    /** Before its time-out, since this machine was too busy to notice that in time. */
    IN_TIME,
    /** Cancelled. */
    GIVEN_UP,
    /** With the connection that was cut, before it was sent. */
    CUT_UNSENT,
    /** With the connection that was cut, after it was sent or perhaps. */
    CUT_SENT,
    /** In any other way: what must not be. */
    WRONG
}
