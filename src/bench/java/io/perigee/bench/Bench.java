package io.perigee.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command: measures calls, or what a subcommand says. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures small calls over loopback, against a bare Netty echo of frames gathered by hand.",
        subcommands = {ReportCommand.class, ChartCommand.class})
final class Bench implements Runnable {

    @Mixin
    private final CallBench calls = new CallBench();

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public void run() {
        calls.run();
    }
}
