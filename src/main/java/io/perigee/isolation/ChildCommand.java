package io.perigee.isolation;

import io.perigee.lua.engine.EngineSettings;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command line of a child process: a small JVM with the class path of this one, under limits of the operating system
 * where those hold.
 *
 * <p>On Linux what a process may write to, {@code RLIMIT_DATA}, is limited: the heap and the code of the JVM, all stacks
 * and what Lua allocates. Once it is reached Lua is told that there is no memory, as it expects to be, or the process
 * ends. Elsewhere the engine's own account of its memory is all that holds.
 */
final class ChildCommand {
    /** Where the classes are, if the class path of this JVM does not say so. */
    private static final String CLASS_PATH = "perigee.isolation.classPath";

    private static final int MIB = 1 << 20;

    private static final int HEAP_MIB = 96;
    private static final int CODE_CACHE_MIB = 24;
    private static final int METASPACE_MIB = 48;
    private static final int DIRECT_MIB = 64;

    /** What a JVM writes to beside its heap and the state: its code, its classes, stacks, and buffers of sockets. */
    private static final long BESIDE_HEAP_MIB = 128;

    /** Where JVMs began to warn of natives that nobody had announced. */
    private static final int FIRST_WITH_NATIVE_ACCESS = 22;

    private static final int FILE_BLOCKS = 64 << 11;

    private ChildCommand() {}

    static boolean limitsMemory() {
        return System.getProperty("os.name", "").startsWith("Linux") && Files.isExecutable(Path.of("/bin/sh"));
    }

    static List<String> of(ChildDirectory directory, ChildKind kind) {
        var command = new ArrayList<String>();
        EngineSettings settings = kind.settings();
        if (limitsMemory()) {
            // No core files, no large ones of any kind; then the JVM takes the place of the shell.
            command.addAll(List.of(
                    "/bin/sh",
                    "-c",
                    "ulimit -c 0 && ulimit -f " + FILE_BLOCKS + limit(settings) + " && exec \"$0\" \"$@\""));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options(directory));
        command.addAll(List.of("-cp", classPath(), ChildMain.class.getName()));
        command.addAll(ChildMain.arguments(directory, kind));
        return command;
    }

    private static String limit(EngineSettings settings) {
        return settings.memoryBytes() == 0 ? "" : " && ulimit -d " + dataBytes(settings) / 1024;
    }

    private static long dataBytes(EngineSettings settings) {
        return settings.memoryBytes() + settings.stackBytes() + (HEAP_MIB + BESIDE_HEAP_MIB) * MIB;
    }

    private static List<String> options(ChildDirectory directory) {
        var options = new ArrayList<>(List.of(
                "-Xmx" + HEAP_MIB + "m",
                "-Xms8m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=" + CODE_CACHE_MIB + "m",
                "-XX:MaxMetaspaceSize=" + METASPACE_MIB + "m",
                "-XX:MaxDirectMemorySize=" + DIRECT_MIB + "m",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+DisplayVMOutputToStderr",
                // It ends as quickly as it can, but says why: what Lua takes may be what the JVM itself has to have.
                "-XX:ErrorFile=" + directory.report().toString().replace("%", "%%"),
                "-XX:ErrorLogTimeout=1",
                "-Djava.io.tmpdir=" + directory.temporary(),
                "-Dperigee.eventLoops=1",
                "-Dio.netty.allocator.numHeapArenas=1",
                "-Dio.netty.allocator.numDirectArenas=1",
                "-Dio.netty.leakDetection.level=disabled"));
        if (Runtime.version().feature() >= FIRST_WITH_NATIVE_ACCESS) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        return options;
    }

    /** The process works elsewhere, so that every path must be absolute. */
    private static String classPath() {
        String paths = System.getProperty(CLASS_PATH);
        if (paths == null) {
            paths = System.getProperty("java.class.path", "")
                    + File.pathSeparator
                    + Objects.requireNonNullElse(System.getProperty("jdk.module.path"), "");
        }
        return Stream.of(paths.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
