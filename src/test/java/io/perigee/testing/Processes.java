package io.perigee.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Other processes: Lua interpreters and further JVMs. One that is not installed fails the test that wants it. */
public final class Processes {
    private static final Path ROOT = Path.of(System.getProperty("perigee.root", "."));

    private Processes() {}

    /** A process whose standard output is read line by line; its errors go where those of the tests go. */
    public static final class Running implements Closeable {
        private final Process process;
        private final BufferedReader out;

        private Running(List<String> command) {
            try {
                process = new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
            } catch (IOException e) {
                throw new AssertionError("cannot run " + command.get(0) + "; tools/test installs what is missing", e);
            }
            out = process.inputReader(StandardCharsets.UTF_8);
        }

        /** The next line that the process prints; fails if it ends instead. */
        public String line() {
            try {
                String line = out.readLine();
                if (line == null) {
                    throw new AssertionError("ended (expected: a line of " + process.info() + ")");
                }
                return line;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Everything that is printed until the process ends, which it must do with exit code 0. */
        public List<String> finish() {
            var lines = new ArrayList<String>();
            out.lines().forEach(lines::add);
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(process.exitValue()).as("exit code, after %s", lines).isZero();
            return lines;
        }

        /** Ends the process as {@code kill -9} does. */
        public void kill() {
            process.destroyForcibly();
        }

        public Process process() {
            return process;
        }

        @Override
        public void close() {
            process.destroyForcibly();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs a file of {@code tools/lua}. */
    public static Running lua(String interpreter, String file, Object... args) {
        var command = new ArrayList<String>();
        command.add(interpreter);
        command.add(ROOT.resolve("tools/lua").resolve(file).toString());
        for (Object arg : args) {
            command.add(String.valueOf(arg));
        }
        return new Running(command);
    }

    /** Runs a Python file of {@code src/test/resources}, with a Python that has these modules. */
    public static Running python(String resource, List<String> modules, Object... args) {
        return new Running(Python.command(resource, modules, args));
    }

    /** Runs a program of Luau, by {@code tools/luau}. */
    public static Running luau(Path program, Object... args) {
        Path tools = ROOT.resolve("tools/luau");
        if (!Files.exists(tools.resolve("node_modules/luau-web/package.json"))) {
            new Running(List.of(
                            "npm", "ci", "--prefix", tools.toString(), "--ignore-scripts", "--no-audit", "--no-fund"))
                    .finish();
        }
        var command = new ArrayList<String>();
        command.add("node");
        command.add(tools.resolve("run.mjs").toString());
        command.add(program.toString());
        for (Object arg : args) {
            command.add(String.valueOf(arg));
        }
        return new Running(command);
    }

    /** Runs a script of the tests, which finds the modules of {@code tools/lua}. */
    public static Running script(String interpreter, Path script, Object... args) {
        var command = new ArrayList<String>();
        command.add(interpreter);
        command.add("-e");
        command.add("package.path = '" + ROOT.resolve("tools/lua") + "/?.lua;' .. package.path");
        command.add(script.toString());
        for (Object arg : args) {
            command.add(String.valueOf(arg));
        }
        return new Running(command);
    }

    /** Runs any command. */
    public static Running command(List<String> command) {
        return new Running(command);
    }

    /** Runs a main class of the tests in a JVM of its own, the one of the tests unless a home is given. */
    public static Running java(Path home, List<String> options, Class<?> main, Object... args) {
        return java(List.of(), home, options, main, args);
    }

    /**
     * As the other one.
     *
     * @param prefix a program that runs the program that follows it, such as {@code nice}
     */
    public static Running java(List<String> prefix, Path home, List<String> options, Class<?> main, Object... args) {
        var command = new ArrayList<>(prefix);
        command.addAll(javaCommand(home, options, main, args));
        return new Running(command);
    }

    /** What {@link #java} runs. */
    public static List<String> javaCommand(Path home, List<String> options, Class<?> main, Object... args) {
        var command = new ArrayList<String>();
        command.add(home.resolve("bin/java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        for (Object arg : args) {
            command.add(String.valueOf(arg));
        }
        return command;
    }

    public static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    /**
     * A JVM that has virtual threads: {@code JAVA_HOME_25}, {@code JAVA_HOME_21} or their like, as build servers set
     * them, the running one, or one where distributions put them.
     */
    public static Path javaHomeWithVirtualThreads() {
        if (Runtime.version().feature() >= 21) {
            return javaHome();
        }
        var candidates = new ArrayList<Path>();
        for (int version = 30; version >= 21; version--) {
            for (String name :
                    new String[] {"JAVA_HOME_" + version, "JAVA_HOME_" + version + "_X64", "JDK" + version}) {
                String home = System.getenv(name);
                if (home != null) {
                    candidates.add(Path.of(home));
                }
            }
        }
        for (String folder : new String[] {"/usr/lib/jvm", "/opt/java", "/opt"}) {
            try (var entries = Files.newDirectoryStream(Path.of(folder), "*{jdk,java,temurin}*")) {
                entries.forEach(candidates::add);
            } catch (IOException e) {
                // No such folder.
            }
        }
        for (Path home : candidates) {
            if (feature(home) >= 21) {
                return home;
            }
        }
        throw new AssertionError("no JDK of version 21 or later (expected: JAVA_HOME_25 or JAVA_HOME_21 to be set, or"
                + " one in /usr/lib/jvm)");
    }

    private static int feature(Path home) {
        try (var lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("[^0-9.]", "").split("\\.")[0])
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
