package io.perigee.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** A JDK on this machine. */
record Jdk(Path home, Runtime.Version version) {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");
    private static final String VERSION = "JAVA_VERSION=";

    /** That of this JVM. */
    static Jdk current() {
        return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version());
    }

    /**
     * @throws IllegalArgumentException if there is none
     */
    static Jdk at(Path home) {
        return find(home).orElseThrow(() -> new IllegalArgumentException("java: " + home + " (expected: a JDK)"));
    }

    /** The newest of those that the system has installed, if it has virtual threads. */
    static Optional<Jdk> withVirtualThreads() {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(INSTALLED)) {
            return homes.flatMap(home -> find(home).stream())
                    .filter(Jdk::hasVirtualThreads)
                    .max(Comparator.comparing(Jdk::version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean hasVirtualThreads() {
        return version.feature() >= 21;
    }

    Path java() {
        return home.resolve("bin").resolve("java");
    }

    private static Optional<Jdk> find(Path home) {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)
                || !Files.isExecutable(home.resolve("bin").resolve("java"))) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(release)) {
            return lines.filter(line -> line.startsWith(VERSION))
                    .map(line -> line.substring(VERSION.length()).replace("\"", ""))
                    .findFirst()
                    .map(version -> new Jdk(home, Runtime.Version.parse(version.replace('_', '.'))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
