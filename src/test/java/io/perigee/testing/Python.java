package io.perigee.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The Python that tests run: the first along the path, or Debian's, that has the modules. */
public final class Python {
    private static final Map<List<String>, String> FOUND = new ConcurrentHashMap<>();

    private Python() {}

    /** The interpreter that can import all of these; fails the test if there is none. */
    public static String with(String... modules) {
        return FOUND.computeIfAbsent(List.of(modules), Python::find);
    }

    /** The command that runs a file of {@code src/test/resources} with the modules that it needs. */
    public static List<String> command(String resource, List<String> modules, Object... args) {
        var command = new ArrayList<String>();
        command.add(with(modules.toArray(String[]::new)));
        // What it prints is read line by line.
        command.add("-u");
        command.add(Path.of(System.getProperty("perigee.root", "."), "src/test/resources", resource)
                .toString());
        for (Object arg : args) {
            command.add(String.valueOf(arg));
        }
        return command;
    }

    private static String find(List<String> modules) {
        var candidates = new ArrayList<String>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            candidates.add(Path.of(folder, "python3").toString());
        }
        candidates.add("/usr/bin/python3");
        for (String candidate : candidates) {
            if (new File(candidate).canExecute() && imports(candidate, modules)) {
                return candidate;
            }
        }
        throw new AssertionError("no python3 with " + modules + " (expected: on Debian, packages python3-zmq and"
                + " python3-msgpack; tools/test installs them)");
    }

    private static boolean imports(String python, List<String> modules) {
        try {
            return new ProcessBuilder(python, "-c", modules.isEmpty() ? "" : "import " + String.join(", ", modules))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
