package io.perigee.cli;

import picocli.CommandLine.Option;

/** What every subcommand takes. */
final class CommonOptions {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(names = "--debug", description = "Show the stack trace of what goes wrong.")
    private boolean debug;
}
