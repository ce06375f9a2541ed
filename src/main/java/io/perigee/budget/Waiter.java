package io.perigee.budget;

import org.jspecify.annotations.Nullable;

/** A connection of which a call waits for {@link CallRoom}, or has waited. Guarded by the room. */
final class Waiter {
    /** What has become of a connection that was told that there is room. */
    enum Invitation {
        NONE,
        /** Room for one call is kept for it. */
        TOLD,
        /** It has come, and may not have taken what is kept for it yet. */
        USED
    }

    final Share share;

    /** How many calls of it run that take room. */
    int calls;

    /** What the arguments of its call take that waits. */
    long bytes;

    /** When it came; 0 if it has been given room since, or has come and did not need it. */
    long ticket;

    /** Where it waits; null if it does not. */
    @Nullable
    Line line;

    Invitation invitation = Invitation.NONE;

    Waiter(Share share) {
        this.share = share;
    }
}
