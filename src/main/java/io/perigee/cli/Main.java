package io.perigee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.transport.EventLoops;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** Where the command begins. */
public final class Main {

    /** In the order in which the help lists them. Only the one that is asked for is loaded, for a quick start. */
    static final List<Map.Entry<String, Function<Console, Subcommand>>> SUBCOMMANDS = List.of(
            Map.entry("demo", DemoCommand::new),
            Map.entry("serve", ServeCommand::new),
            Map.entry("run", RunCommand::new),
            Map.entry("luau", LuauCommand::new),
            Map.entry("call", CallCommand::new),
            Map.entry("eval", EvalCommand::new),
            Map.entry("exec", ExecCommand::new),
            Map.entry("decode", DecodeCommand::new),
            Map.entry("encode", EncodeCommand::new),
            Map.entry("replay", ReplayCommand::new),
            Map.entry("chaos", ChaosCommand::new));

    /** Those to whom a negative number is an argument. */
    private static final Set<String> TAKE_ARGUMENTS = Set.of("call", "exec");

    /** Those that leave everything behind their first argument to somebody else. */
    private static final Set<String> PASS_ARGUMENTS_ON = Set.of("run");

    private Main() {}

    public static void main(String[] args) {
        quietLibraries();
        int exitCode = run(Console.ofSystem(), args);
        EventLoops.shutDown();
        System.exit(exitCode);
    }

    /**
     * What goes wrong is told once, by us; whoever sets a level sees more. Limits that peers reach are told by the log, which
     * has few lines of them however often that is.
     */
    static void quietLibraries() {
        String level = "org.slf4j.simpleLogger.defaultLogLevel";
        String limits = "org.slf4j.simpleLogger.log.io.perigee.budget";
        System.setProperty(limits, System.getProperty(limits, System.getProperty(level, "warn")));
        System.setProperty(level, System.getProperty(level, "off"));
    }

    static int run(Console console, String... args) {
        var commandLine = commandLine(console, args);
        int exitCode = mistyped(console, commandLine, args) ? ExitCode.USAGE : execute(console, commandLine, args);
        console.out().flush();
        console.err().flush();
        return exitCode;
    }

    private static int execute(Console console, CommandLine commandLine, String... args) {
        try {
            return commandLine.execute(args);
        } catch (Error e) {
            // The parser hands us exceptions alone.
            var parsed = commandLine.getParseResult();
            while (parsed.hasSubcommand()) {
                parsed = parsed.subcommand();
            }
            return failed(console, e, parsed.commandSpec().commandLine());
        }
    }

    /** Where the name of the command stands: what all commands take may stand before it. */
    private static int nameAt(String... args) {
        int at = 0;
        while (at < args.length && args[at].equals(Subcommand.DEBUG)) {
            at++;
        }
        return at;
    }

    private static CommandLine commandLine(Console console, String... args) {
        var main = new CommandLine(new PerigeeCommand(console));
        int at = nameAt(args);
        String name = at < args.length ? args[at] : "";
        boolean known =
                SUBCOMMANDS.stream().anyMatch(subcommand -> subcommand.getKey().equals(name));
        for (var subcommand : SUBCOMMANDS) {
            if (!known || subcommand.getKey().equals(name)) {
                var command = new CommandLine(subcommand.getValue().apply(console));
                command.setUnmatchedOptionsArePositionalParams(TAKE_ARGUMENTS.contains(subcommand.getKey()));
                command.setStopAtPositional(PASS_ARGUMENTS_ON.contains(subcommand.getKey()));
                main.addSubcommand(subcommand.getKey(), command);
            }
        }
        return main.setOut(new PrintWriter(console.out(), true, UTF_8))
                .setErr(new PrintWriter(console.err(), true, UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(console.color() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((e, arguments) -> usageError(console, e))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(console, e, command));
    }

    /** Commands whose arguments may begin with a minus leave it to us to find options that are none. */
    private static boolean mistyped(Console console, CommandLine main, String... args) {
        int at = nameAt(args);
        CommandLine command = at == args.length ? null : main.getSubcommands().get(args[at]);
        if (command == null || !command.isUnmatchedOptionsArePositionalParams()) {
            return false;
        }
        String unknown = UnknownOptions.first(
                command.getCommandSpec(),
                List.of(args).subList(at + 1, args.length).toArray(new String[0]));
        if (unknown != null) {
            console.note("option: " + unknown + " (expected: one of "
                    + command.getCommandSpec().qualifiedName() + " --help, or -- before arguments)");
        }
        return unknown != null;
    }

    private static int usageError(Console console, ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        console.note(e.getMessage() + " (see " + command + " --help)");
        return ExitCode.USAGE;
    }

    private static int failed(Console console, Throwable thrown, CommandLine command) {
        if (debug(command)) {
            thrown.printStackTrace(console.err());
        }
        Failure failure = Failure.of(thrown);
        console.note(failure.message());
        return failure.exitCode();
    }

    /** Whether the option was given, behind the name of the command or before it. */
    private static boolean debug(@Nullable CommandLine command) {
        return command != null
                && ((command.getCommand() instanceof Subcommand subcommand && subcommand.debug())
                        || debug(command.getParent()));
    }
}
