package io.perigee.lua.luajava;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;

/**
 * The directory that the native libraries are unpacked into: one that nobody else can write to, gone when the JVM ends.
 *
 * <p>The loader of luajava unpacks below {@code java.io.tmpdir}, in a place that others on the machine can guess and
 * fill first. It reads the property each time; the JDK's own temporary files read it once.
 */
final class NativesDirectory {
    private static final String TEMPORARY = "java.io.tmpdir";

    private NativesDirectory() {}

    /** Runs what loads libraries, with a private directory in the place of the temporary one. */
    static synchronized void during(Runnable load) {
        String before = System.getProperty(TEMPORARY);
        System.setProperty(TEMPORARY, Directory.PATH.toString());
        try {
            load.run();
        } finally {
            System.setProperty(TEMPORARY, before);
        }
    }

    /** The file in the jar of natives that this machine needs. */
    static String libraryName(Dialect dialect) {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String cpu = (arch.startsWith("aarch64") || arch.startsWith("arm") ? "arm" : "")
                + (arch.contains("64") || arch.startsWith("armv8") ? "64" : "");
        if (os.contains("windows")) {
            return dialect.id + cpu + ".dll";
        }
        return "lib" + dialect.id + cpu + (os.contains("mac") ? ".dylib" : ".so");
    }

    private static final class Directory {
        static final Path PATH = make();

        private static Path make() {
            try {
                // For its owner alone, as all directories are that the JDK makes for temporary use.
                Path path = Files.createTempDirectory("perigee-lua-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(path), "perigee-lua-natives"));
                return path;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path root) {
            try (var files = Files.walk(root)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> {
                    // What is in use on Windows stays, and nobody can be told.
                    boolean ignored = file.toFile().delete();
                });
            } catch (IOException | UncheckedIOException e) {
                return; // as above
            }
        }
    }
}
