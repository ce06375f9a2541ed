package io.perigee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * Where the command reads and prints: results go to {@code out}, all else to {@code err}.
 *
 * @param color whether {@code out} is a terminal whose user does not mind colour
 */
record Console(InputStream in, PrintStream out, PrintStream err, boolean color) {
    private static final int BUFFER_BYTES = 8192;

    /** UTF-8 whatever the locale says: values are, and a pipe has no locale. */
    static Console ofSystem() {
        return new Console(
                System.in,
                new PrintStream(stream(FileDescriptor.out), false, UTF_8),
                new PrintStream(stream(FileDescriptor.err), true, UTF_8),
                // The launcher knows whether the output is a terminal; Java cannot tell in every version.
                wantsColor(System.getenv(), Boolean.getBoolean("perigee.terminal")));
    }

    private static BufferedOutputStream stream(FileDescriptor descriptor) {
        return new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER_BYTES);
    }

    static boolean wantsColor(Map<String, String> environment, boolean terminal) {
        return terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** One line of what the user should know and no program should read. */
    void note(String text) {
        out.flush();
        err.println("perigee: " + OneLine.of(text));
        err.flush();
    }

    /** All of the standard input. */
    String readAll() throws IOException {
        return new String(in.readAllBytes(), UTF_8);
    }
}
