package io.perigee.cli.replay;

import java.io.IOException;

/** What a row demands. */
@FunctionalInterface
interface Check {

    /**
     * Returns if the demand is met.
     *
     * @throws Mismatch if it is not
     * @throws Skip if it does not apply here
     */
    void run() throws IOException;

    /** Something else than what was expected. */
    final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mismatch(String what, Object found, Object expected) {
            super(what + ": " + found + " (expected: " + expected + ")");
        }
    }

    /** A row that this peer need not pass. */
    final class Skip extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Skip(String why) {
            super(why);
        }
    }

    static void that(boolean met, String what, Object found, Object expected) {
        if (!met) {
            throw new Mismatch(what, found, expected);
        }
    }
}
