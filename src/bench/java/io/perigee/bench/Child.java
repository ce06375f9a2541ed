package io.perigee.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM, or another program, that the benchmark started and talks to by lines. */
public final class Child implements AutoCloseable {
    /** Begins the lines that are meant for us: a JVM prints others of its own. Other programs write it, too. */
    private static final String MARK = "bench: ";

    private final Process process;
    private final BufferedReader out;
    private final OutputStream in;

    private Child(Process process) {
        this.process = process;
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        in = process.getOutputStream();
    }

    /** On the cores of {@code placement} from the beginning. */
    public static Child start(Class<?> main, Placement placement, List<String> jvmArgs, List<String> args)
            throws IOException {
        return start(Jdk.current(), placement.prefix(), main, jvmArgs, args);
    }

    /** Another program than a JVM, on the cores of {@code placement} from the beginning. */
    public static Child start(Placement placement, List<String> program) throws IOException {
        return launch(placement.prefix(), program);
    }

    static Child start(Jdk jdk, List<String> prefix, Class<?> main, List<String> jvmArgs, List<String> args)
            throws IOException {
        var program = new ArrayList<>(List.of(jdk.java().toString()));
        program.addAll(jvmArgs);
        program.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        program.addAll(args);
        return launch(prefix, program);
    }

    private static Child launch(List<String> prefix, List<String> program) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(program);
        return new Child(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .directory(new File("."))
                .start());
    }

    /** Moves all its threads to the cores of {@code placement}; those to come begin there, too. */
    public void move(Placement placement) throws IOException {
        var command = List.of("taskset", "--all-tasks", "--cpu-list", "--pid", placement.cores(), "" + process.pid());
        // Twice: a thread that began during the first time is caught by the second.
        for (int i = 0; i < 2; i++) {
            Process taskset = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                taskset.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new java.io.InterruptedIOException();
            }
        }
    }

    /** Called in the JVM that was started. */
    public static void say(String line) {
        System.out.println(MARK + line);
    }

    public String readLine() throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(MARK)) {
                return line.substring(MARK.length());
            }
        }
        throw new IOException("a process of the benchmark ended early");
    }

    /** Sends an empty line, and reads the answer. */
    String ask() throws IOException {
        return ask("");
    }

    /** Sends a line, and reads the answer. */
    public String ask(String line) throws IOException {
        in.write((line + "\n").getBytes(UTF_8));
        in.flush();
        return readLine();
    }

    @Override
    public void close() throws IOException {
        try {
            in.close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
