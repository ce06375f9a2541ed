package io.perigee.isolation;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one child process, which nobody else may enter: its socket, its standard error, the report of its JVM
 * if that gives itself up, its natives, and as its working directory an empty one. Deleted with the process.
 */
record ChildDirectory(Path path) {
    static final String SOCKET = "host";

    private static final int TAIL_BYTES = 4096;

    /** A report begins with why; what follows is about the process, and of no use here. */
    private static final int REASON_BYTES = 1024;

    static ChildDirectory create() throws IOException {
        String prefix = "perigee-lua-";
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return new ChildDirectory(Files.createTempDirectory(prefix)).withParts();
        }
        var ownersAlone = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        return new ChildDirectory(Files.createTempDirectory(prefix, ownersAlone)).withParts();
    }

    private ChildDirectory withParts() throws IOException {
        Files.createDirectory(work());
        Files.createDirectory(temporary());
        return this;
    }

    Path socket() {
        return path.resolve(SOCKET);
    }

    Path work() {
        return path.resolve("work");
    }

    /** Where libraries put the natives that they bring along. */
    Path temporary() {
        return path.resolve("tmp");
    }

    Path errors() {
        return path.resolve("errors");
    }

    /** Where the JVM reports what is fatal to itself. */
    Path report() {
        return path.resolve("report");
    }

    /** The end of what the process had to say on its standard error. */
    String lastErrors() {
        return read(errors(), TAIL_BYTES, true);
    }

    /** Why the JVM gave itself up; empty where it did not. */
    String fatalReason() {
        return read(report(), REASON_BYTES, false);
    }

    /** The end of a file, or its beginning; empty where there is none. */
    private static String read(Path path, int most, boolean end) {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            var bytes = new byte[(int) Math.min(most, file.length())];
            file.seek(end ? file.length() - bytes.length : 0);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    void delete() {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // Somebody else was faster, or still writes to it; the system empties its temporary directory some day.
        }
    }
}
