package io.perigee.cli;

import io.perigee.value.LuaValues;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code perigee eval}. */
@Command(
        name = "eval",
        header = "Reads a value of a peer.",
        description = {"", "Nil where there is none."},
        footer = {
            "  perigee eval :1999 config                 {name = \"gw\", net = {…}}",
            "  perigee eval :1999 config.net.ports.2     443",
            "  perigee eval gateway:2012 _VERSION        \"Lua 5.1\"",
            "",
            ExitCode.HELP,
        })
final class EvalCommand extends Subcommand {
    @Mixin
    private PeerOptions peer = new PeerOptions();

    @Parameters(index = "1", paramLabel = "NAME", description = "Its dotted path; numbers in it are indices.")
    private String name = "";

    EvalCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException {
        try (var connection = peer.connect()) {
            Results.print(console, LuaValues.of(connection.eval(name)), peer.json());
            return ExitCode.OK;
        }
    }
}
