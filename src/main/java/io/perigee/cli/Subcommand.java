package io.perigee.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** What every command has: a console, and the options that all take. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Subcommand.Version.class,
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footerHeading = "%nExamples:%n")
abstract class Subcommand implements Callable<Integer> {
    static final String DEBUG = "--debug";

    final Console console;

    @Option(names = DEBUG, description = "Show the stack trace of what goes wrong.")
    private boolean debug;

    Subcommand(Console console) {
        this.console = console;
    }

    final boolean debug() {
        return debug;
    }

    /** The version in the manifest of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"perigee " + text()};
        }

        static String text() {
            String version = Version.class.getPackage().getImplementationVersion();
            return version == null ? "(not a jar)" : version;
        }
    }
}
