package io.perigee.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The Lua module and the Lua half of the demonstration, as files that an interpreter can read. */
final class LuaScripts implements AutoCloseable {
    private static final String DEMO = "demo.lua";

    private final Path folder;
    private final boolean temporary;

    private LuaScripts(Path folder, boolean temporary) {
        this.folder = folder;
        this.temporary = temporary;
    }

    /** Takes them out of the jar, into a folder that {@link #close} deletes; out of a folder, where they lie. */
    static LuaScripts unpack() throws IOException {
        URI demo = location();
        if (!demo.getScheme().equals("jar")) {
            return new LuaScripts(Objects.requireNonNull(Path.of(demo).getParent()), false);
        }
        Path target = Files.createTempDirectory("perigee-lua");
        var scripts = new LuaScripts(target, true);
        try (FileSystem jar = FileSystems.newFileSystem(demo, Map.of())) {
            copy(Objects.requireNonNull(jar.provider().getPath(demo).getParent()), target);
            return scripts;
        } catch (IOException | RuntimeException e) {
            scripts.close();
            throw e;
        }
    }

    private static URI location() {
        try {
            return Objects.requireNonNull(LuaScripts.class.getResource(DEMO), DEMO)
                    .toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.filter(file -> file.toString().endsWith(".lua")).toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.copy(file, target);
        }
    }

    Path demo() {
        return folder.resolve(DEMO);
    }

    @Override
    public void close() throws IOException {
        if (!temporary) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
