package io.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelpTest {

    static List<String> commands() {
        return Main.SUBCOMMANDS.stream().map(Map.Entry::getKey).toList();
    }

    /** The help of the program itself is what an option of its own leads to. */
    static List<String> commandsAndNone() {
        return Stream.concat(commands().stream(), Stream.of("--debug")).toList();
    }

    @Test
    void helpNamesEveryCommand() {
        Run run = Run.perigee("--help");
        assertThat(run.exitCode()).isZero();
        assertThat(commands()).hasSizeGreaterThanOrEqualTo(10).allSatisfy(command -> assertThat(run.out())
                .contains("\n  " + command + " "));
        assertThat(run.out()).contains("Examples:", "Exit codes");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpOfEachCommandTeachesByExamples(String command) {
        Run run = Run.perigee(command, "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Usage: ", "perigee " + command, "Examples:\n  ");
    }

    @ParameterizedTest
    @MethodSource("commandsAndNone")
    void examplesStandOnLinesThatNoTerminalBreaks(String command) {
        List<String> examples = Run.perigee(command, "--help")
                .out()
                .lines()
                .dropWhile(line -> !line.equals("Examples:"))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .toList();
        assertThat(examples).isNotEmpty().allSatisfy(line -> assertThat(line).startsWith("  "));
    }

    @Test
    void withoutACommandTheHelpIsAnError() {
        Run run = Run.perigee();
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Commands:");
    }
}
