package io.perigee.cli;

import io.perigee.value.LuaString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code perigee exec}. */
@Command(
        name = "exec",
        header = "Uploads Lua source to a peer and runs it there.",
        customSynopsis = {
            "perigee exec [OPTION...] TARGET FILE [ARG...]",
            "perigee exec [OPTION...] TARGET -e CODE [ARG...]",
        },
        description = {"", "Prints what it returns. The arguments are the chunk's: local a, b = ..."},
        footer = {
            "  perigee exec gateway -e 'return _VERSION'",
            "  perigee exec gateway -e 'local a, b = ... return a + b' 3 4",
            "  perigee exec gateway health.lua --timeout 30s",
            "  perigee exec gateway - < health.lua",
            "",
            "The peer must have a Lua engine and allow uploads.",
            ExitCode.HELP,
        })
final class ExecCommand extends Subcommand {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private PeerOptions peer = new PeerOptions();

    @Option(names = "-e", paramLabel = "CODE", description = "Lua source instead of a file.")
    private @Nullable String code;

    @Parameters(
            index = "1..*",
            paramLabel = "FILE | ARG",
            description =
                    "The file with the source, - for the standard input; then, or after -e CODE, the arguments: JSON"
                            + " if it parses, else a string.")
    private List<String> rest = List.of();

    ExecCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException {
        LuaString source = source();
        Object[] arguments = PeerOptions.arguments(code == null ? rest.subList(1, rest.size()) : rest);
        try (var connection = peer.connect()) {
            Results.print(console, connection.newexec(source).call(arguments), peer.json());
            return ExitCode.OK;
        }
    }

    /** The bytes as they are: Lua takes source in any encoding. */
    private LuaString source() throws IOException {
        if (code != null) {
            return LuaString.of(code);
        }
        if (rest.isEmpty()) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "source: none (expected: FILE or -e CODE)");
        }
        String file = rest.get(0);
        return LuaString.wrap(file.equals("-") ? console.in().readAllBytes() : Files.readAllBytes(Path.of(file)));
    }
}
