package io.perigee.bench.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command line, with what it must print; run again and again.
 *
 * @param title as it stands in the table
 */
record Command(String title, List<String> line, String output) {
    private static final String JAVA_HOME = System.getProperty("java.home");

    /** {@code tools/perigee call}, as a person would type it. */
    static Command perigee(int port) {
        return new Command(
                "tools/perigee call HOST:PORT add 3 4",
                List.of(Path.of("tools", "perigee").toString(), "call", "127.0.0.1:" + port, "add", "3", "4"),
                "7");
    }

    /** The floor: a JVM with the same options, and an empty program. */
    static Command nothing() {
        return new Command(
                "an empty program on this JVM",
                List.of(
                        Path.of(JAVA_HOME, "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Nothing.class.getName()),
                "");
    }

    /** The wall time from start to end, in milliseconds. */
    double runMillis() throws IOException, InterruptedException {
        var builder = new ProcessBuilder(new ArrayList<>(line)).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", JAVA_HOME);
        long start = System.nanoTime();
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        int exitCode = process.waitFor();
        long elapsed = System.nanoTime() - start;
        if (exitCode != 0 || !printed.endsWith(output)) {
            throw new IOException(title + ": exit code " + exitCode + ", " + printed);
        }
        return elapsed / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
