package io.perigee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** One run of the command in this JVM. */
record Run(int exitCode, String out, String err) {

    static Run perigee(String... args) {
        return withInput("", args);
    }

    static Run withInput(String input, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var console = new Console(
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(out, false, UTF_8),
                new PrintStream(err, false, UTF_8),
                false);
        int exitCode = Main.run(console, args);
        return new Run(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }
}
