package io.perigee.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code perigee} without a subcommand: what there is. */
@Command(
        name = "perigee",
        header = "Joins the JVM to Lua peers: both ends of one socket call each other.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "  perigee demo                                a Java and a Lua peer at work",
            "  perigee serve --listen :1999 --fixture      a peer to play with",
            "  perigee serve --fixture --zmq tcp://127.0.0.1:8004 --json 127.0.0.1:8006",
            "  perigee run app.lua                         a Lua program that can call peers",
            "  perigee call :1999 add 3 4                  7",
            "  perigee eval :1999 config.net.ip            \"10.0.0.1\"",
            "  perigee exec gateway -e 'return _VERSION'   \"Lua 5.1\"",
            "  perigee decode 0500010400016107000000fe     {\"table\":[[\"a\",254]]}",
            "",
            "A TARGET is HOST:PORT, HOST, :PORT, [IPv6]:PORT or unix:PATH; what is left out is localhost and 1999.",
            "Other dialects: zmq+tcp://HOST:PORT for LuaOverMQ, json+tcp://HOST:PORT for Lune.",
            "",
            ExitCode.HELP,
        })
final class PerigeeCommand extends Subcommand {
    @Spec
    private @Nullable CommandSpec spec;

    /** Whatever is not a subcommand ends up here, so that the error can name it. */
    @Parameters(hidden = true, arity = "0..*")
    private String[] unknown = {};

    PerigeeCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        if (unknown.length > 0) {
            throw new CommandLine.ParameterException(
                    commandLine, "command: " + unknown[0] + " (expected: " + names(commandLine) + ")");
        }
        commandLine.usage(console.err());
        return ExitCode.USAGE;
    }

    private static String names(CommandLine commandLine) {
        return String.join(", ", commandLine.getSubcommands().keySet());
    }
}
