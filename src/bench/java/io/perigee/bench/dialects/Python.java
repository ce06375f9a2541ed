package io.perigee.bench.dialects;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The Python that serves: the first along the path, or Debian's, that has what the server imports. */
final class Python {
    private static final Path SERVER = Path.of("src", "bench", "python", "server.py");
    private static final String DEBIANS = "/usr/bin/python3";

    private Python() {}

    /** The command that runs the server; empty if no interpreter here can. */
    static Optional<List<String>> server() throws InterruptedException {
        String path = System.getenv().getOrDefault("PATH", "");
        var along = Stream.of(path.split(File.pathSeparator)).map(folder -> Path.of(folder, "python3"));
        for (Path python : Stream.concat(along, Stream.of(Path.of(DEBIANS))).toList()) {
            if (Files.isExecutable(python) && imports(python)) {
                return Optional.of(List.of(python.toString(), SERVER.toString()));
            }
        }
        return Optional.empty();
    }

    private static boolean imports(Path python) throws InterruptedException {
        try {
            return new ProcessBuilder(python.toString(), "-c", "import zmq, msgpack")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
