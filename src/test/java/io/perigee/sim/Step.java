package io.perigee.sim;

/** What may happen next. */
enum Step {
    CALL(30, true),
    BURST(1, false),
    TASK(60, true),
    TIMER(20, true),
    READ(60, true),
    READ_BYTES(80, true),
    SHORT_WHILE(20, true),
    NEXT_TIMER(4, false),
    ANSWER(40, true),
    WORK(20, true),
    CANCEL(6, false),
    RELEASE(10, true),
    STALL(2, false),
    RESUME(10, true),
    REPEAT(6, false),
    UNEXPECTED(2, false),
    NO_MEMORY(1, false),
    RESET(1, false),
    HALF_CLOSE(1, false),
    CLOSE(1, false),
    BROKEN_FRAME(1, false);

    /** How often, next to the others. */
    final int usual;

    /** Nothing would ever end without it. */
    final boolean needed;

    Step(int usual, boolean needed) {
        this.usual = usual;
        this.needed = needed;
    }

    /** Ends the connection, sooner or later. */
    boolean isFatal() {
        return switch (this) {
            case NO_MEMORY, RESET, HALF_CLOSE, CLOSE, BROKEN_FRAME -> true;
            default -> false;
        };
    }
}
