package io.perigee.cli;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Finds mistyped options among arguments that may begin with a minus: {@code -3} is a number, {@code --jsn} is a mistake,
 * and what comes after {@code --} is taken as it is.
 */
final class UnknownOptions {
    private static final Pattern NUMBER = Pattern.compile("-[0-9.].*");

    private UnknownOptions() {}

    /** The first unknown option, or null. */
    static @Nullable String first(CommandSpec command, String... args) {
        for (int i = 0; i < args.length && !args[i].equals("--"); i++) {
            String arg = args[i];
            if (!arg.startsWith("-") || arg.equals("-") || NUMBER.matcher(arg).matches()) {
                continue;
            }
            OptionSpec option = find(command, arg);
            if (option == null) {
                return arg;
            }
            if (option.arity().min() > 0 && option.longestName().equals(arg)) {
                // The value of the option may look like anything.
                i++;
            }
        }
        return null;
    }

    private static @Nullable OptionSpec find(CommandSpec command, String arg) {
        int equals = arg.indexOf('=');
        if (arg.startsWith("--")) {
            return command.findOption(equals < 0 ? arg : arg.substring(0, equals));
        }
        return command.findOption(arg.substring(0, 2));
    }
}
