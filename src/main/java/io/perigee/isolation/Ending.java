package io.perigee.isolation;

import io.perigee.lua.engine.Step.Cause;

/**
 * How a child process ended by itself.
 *
 * @param cause {@link Cause#MEMORY} where it is known that there was none left, else {@link Cause#CLOSED}
 */
record Ending(Cause cause, String text) {
    private static final int FIRST_SIGNAL = 128;

    /** That of {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_MEMORY = 3;

    static Ending of(int exitCode, String lastErrors) {
        String said = lastErrors.isEmpty() ? "" : ": " + lastErrors.substring(lastErrors.lastIndexOf('\n') + 1);
        boolean memory = exitCode == OUT_OF_MEMORY
                || lastErrors.contains("OutOfMemoryError")
                || lastErrors.contains("insufficient memory")
                || lastErrors.contains("Native memory allocation");
        if (memory) {
            return new Ending(Cause.MEMORY, "process of the engine: no memory left" + said);
        }
        String how = exitCode > FIRST_SIGNAL ? "signal " + (exitCode - FIRST_SIGNAL) : "exit code " + exitCode;
        return new Ending(Cause.CLOSED, "process of the engine: ended with " + how + said);
    }
}
