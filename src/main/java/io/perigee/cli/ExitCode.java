package io.perigee.cli;

/** What the command's exit codes mean; the same for every subcommand. */
final class ExitCode {
    static final int OK = 0;

    /** The peer answered with an error; or a replayed row failed. */
    static final int REMOTE_ERROR = 1;

    /** The command line, or what it was given, is wrong. */
    static final int USAGE = 2;

    /** There is no such peer, or the connection was lost. */
    static final int UNREACHABLE = 3;

    static final int DEADLINE = 4;

    /** This side, by its rules, did not do it. */
    static final int REFUSED = 5;

    /** A fault of the command itself; the number that systems have for it. */
    static final int INTERNAL_ERROR = 70;

    static final String HELP =
            "Exit codes: 0 ok, 1 remote error, 2 usage, 3 unreachable or connection lost, 4 deadline,"
                    + " 5 refused by policy, 70 internal error.";

    private ExitCode() {}
}
