package io.perigee.cli;

import picocli.CommandLine.Command;

/** {@code perigee demo}. */
@Command(name = "demo", header = "Shows a Java peer and a Lua peer that call each other.")
final class DemoCommand extends Subcommand {
    DemoCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        console.note("not yet");
        return ExitCode.OK;
    }
}
