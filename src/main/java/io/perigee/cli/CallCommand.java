package io.perigee.cli;

import io.perigee.value.LuaValues;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code perigee call}. */
@Command(
        name = "call",
        header = "Calls a procedure of a peer.",
        description = {"", "Prints each result on a line of its own, as a Lua literal."},
        footer = {
            "  perigee call :1999 add 3 4                        7",
            "  perigee call gateway string.upper abc             \"ABC\"",
            "  perigee call :1999 echo '{\"ip\": \"10.0.0.1\"}' 5    {ip = \"10.0.0.1\"} and 5",
            "  perigee call --json :1999 multi                   [1,null,\"three\"]",
            "",
            "Negative numbers are arguments as they are; what else begins with - comes after --.",
            ExitCode.HELP,
        })
final class CallCommand extends Subcommand {
    @Mixin
    private PeerOptions peer = new PeerOptions();

    @Parameters(index = "1", paramLabel = "PROCEDURE", description = "Its name; a dotted one for what is in a table.")
    private String procedure = "";

    @Parameters(index = "2..*", paramLabel = "ARG", description = "JSON if it parses, else a string.")
    private List<String> args = List.of();

    CallCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException {
        Object[] arguments = PeerOptions.arguments(args);
        try (var connection = peer.connect()) {
            LuaValues results = connection.call(procedure, arguments);
            Results.print(console, results, peer.json());
            return ExitCode.OK;
        }
    }
}
