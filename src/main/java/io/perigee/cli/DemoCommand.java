package io.perigee.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code perigee demo}. */
@Command(name = "demo", header = "Shows a Java peer and a Lua peer that call each other.")
final class DemoCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private CommonOptions common = new CommonOptions();

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.note("not yet");
        return ExitCode.OK;
    }
}
