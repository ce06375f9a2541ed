package io.perigee.peer;

import org.jspecify.annotations.Nullable;

/** What other threads hand to the event loop: a node of {@link OutgoingQueue}, so that queueing allocates nothing. */
interface Outgoing {

    @Nullable
    Outgoing next();

    void next(@Nullable Outgoing next);

    /** How many came before it and are still queued. */
    int depth();

    void depth(int depth);

    /** On the event loop: does what it was queued for. */
    void proceed();

    /** On the event loop or the queueing thread: the connection has ended. */
    void abandon(String reason);
}
