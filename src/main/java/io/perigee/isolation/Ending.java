package io.perigee.isolation;

import io.perigee.lua.engine.Step.Cause;

/**
 * How a child process ended by itself.
 *
 * @param cause {@link Cause#MEMORY} where it is known that there was none left, else {@link Cause#CLOSED}
 */
record Ending(Cause cause, String text) {
    private static final int FIRST_SIGNAL = 128;

    /** That of a JVM that does not start, and of whatever code of a peer makes it. */
    private static final int NOT_STARTED = 1;

    /**
     * What the process has said is told where it has not run anybody's code yet: nothing of it is for peers to read.
     *
     * @param lastErrors what it has said last
     * @param fatalReason why its JVM gave itself up, empty where it did not
     */
    static Ending of(int exitCode, String lastErrors, String fatalReason, boolean wasReady) {
        if (!wasReady && (exitCode == ChildMain.NOT_OPENED || exitCode == NOT_STARTED)) {
            return new Ending(Cause.CLOSED, "process of the engine: " + lastErrors);
        }
        if (lastErrors.contains("OutOfMemoryError") || fatalReason.contains("insufficient memory")) {
            return new Ending(Cause.MEMORY, "memory: used up");
        }
        String how = exitCode > FIRST_SIGNAL ? "signal " + (exitCode - FIRST_SIGNAL) : "exit code " + exitCode;
        return new Ending(Cause.CLOSED, "process of the engine: ended with " + how);
    }
}
