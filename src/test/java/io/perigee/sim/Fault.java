package io.perigee.sim;

/** What goes wrong. */
enum Fault {
    /** A read that ends inside a frame. */
    SPLIT,
    /** A socket that takes nothing for a while. */
    STALL,
    /** A response that is held back. */
    DELAY,
    /** A response that comes after one that was written later. */
    REORDER,
    /** A response that comes twice. */
    DUPLICATE,
    /** A response to a number that no call has. */
    UNEXPECTED,
    /** A call that ends by its deadline. */
    TIME_OUT,
    /** Bytes that come a nanosecond before a timer is due. */
    BEFORE_DEADLINE,
    /** Bytes that come in the very nanosecond in which a timer is due. */
    AT_DEADLINE,
    /** A response to a call that was given up. */
    LATE,
    CANCEL,
    /** A call for which there is no room to wait. */
    QUEUE_FULL,
    /** A call for which no form on the wire exists. */
    UNSENDABLE,
    /** A result for which no form on the wire exists. */
    UNSERIALISABLE,
    /** A procedure that no thread is there for. */
    BUSY,
    /** A call that is refused because too many wait, and the reading must go on. */
    OVERFULL,
    /** No memory for a buffer. */
    ALLOCATION,
    /** A connection that is reset, by the network or by the other end. */
    RESET,
    /** A direction of a connection that ends while the other goes on. */
    HALF_CLOSE,
    /** A connection that the program closes with calls on it. */
    CLOSE,
    /** Bytes that are no frame, or a frame that breaks the protocol. */
    BROKEN_FRAME
}
