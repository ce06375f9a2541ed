package io.perigee.sim;

/** What a call asks for: the procedures of both ends, and what is none. */
enum Kind {
    /** Returns the nonce at once. */
    NOW,
    /** Returns all arguments at once. */
    ECHO,
    /** Answers when the schedule says so, with the nonce or with an error that is the nonce. */
    LATER,
    /** Runs on another thread. */
    WORK,
    /** Raises the nonce. */
    RAISE,
    /** Calls back before it answers. */
    NESTED,
    /** Returns what has no form on the wire. */
    ODD,
    /** Is called with what has no form on the wire. */
    UNSENDABLE,
    /** Is not there. */
    MISSING,
    /** Is there, and no procedure. */
    VALUE;

    private static final Kind[] ALL = values();

    static Kind of(int index) {
        return ALL[index % ALL.length];
    }

    /** The name that is called. */
    String procedure() {
        return switch (this) {
            case NOW, UNSENDABLE -> "now";
            case ECHO -> "echo";
            case LATER -> "later";
            case WORK -> "work";
            case RAISE -> "raise";
            case NESTED -> "nested";
            case ODD -> "odd";
            case MISSING -> "missing";
            case VALUE -> "value";
        };
    }
}
