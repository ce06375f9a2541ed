package io.perigee.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** Where the command begins. */
public final class Main {

    /** In the order in which the help lists them. Only the one that is asked for is loaded, for a quick start. */
    private static final List<Map.Entry<String, Function<Console, Callable<Integer>>>> SUBCOMMANDS = List.of(
            Map.entry("demo", DemoCommand::new),
            Map.entry("serve", ServeCommand::new),
            Map.entry("call", CallCommand::new),
            Map.entry("eval", EvalCommand::new),
            Map.entry("exec", ExecCommand::new),
            Map.entry("decode", DecodeCommand::new),
            Map.entry("encode", EncodeCommand::new),
            Map.entry("replay", ReplayCommand::new));

    private Main() {}

    public static void main(String[] args) {
        // Warnings of libraries are for whoever asks: --debug shows what went wrong.
        if (System.getProperty("org.slf4j.simpleLogger.defaultLogLevel") == null) {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        }
        System.exit(run(Console.ofSystem(), args));
    }

    static int run(Console console, String... args) {
        int exitCode = commandLine(console, args).execute(args);
        console.out().flush();
        console.err().flush();
        return exitCode;
    }

    private static CommandLine commandLine(Console console, String... args) {
        var main = new CommandLine(new PerigeeCommand(console));
        boolean known = args.length > 0
                && SUBCOMMANDS.stream().anyMatch(subcommand -> subcommand.getKey().equals(args[0]));
        for (var subcommand : SUBCOMMANDS) {
            if (!known || subcommand.getKey().equals(args[0])) {
                main.addSubcommand(
                        subcommand.getKey(), subcommand.getValue().apply(console));
            }
        }
        return main.setOut(new java.io.PrintWriter(console.out(), true))
                .setErr(new java.io.PrintWriter(console.err(), true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(console.color() ? Ansi.ON : Ansi.OFF))
                .setUnmatchedOptionsArePositionalParams(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((e, arguments) -> usageError(console, e))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(console, e, args));
    }

    private static int usageError(Console console, ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        console.note(e.getMessage() + " (see " + command + " --help)");
        return ExitCode.USAGE;
    }

    private static int failed(Console console, Exception e, String... args) {
        if (List.of(args).contains("--debug")) {
            e.printStackTrace(console.err());
        }
        Failure failure = Failure.of(e);
        console.note(failure.message());
        return failure.exitCode();
    }
}
