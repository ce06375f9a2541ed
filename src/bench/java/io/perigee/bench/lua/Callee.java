package io.perigee.bench.lua;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.bench.Child;
import io.perigee.bench.Placement;
import io.perigee.lua.engine.Capability;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.LuaEngines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One of those that are called: a process that says its port, and serves the application of this measurement.
 *
 * @param title as it stands in the table
 */
record Callee(String title, Start start) {
    private static final Path SCRIPTS = Path.of("src", "bench", "lua");
    private static final int FIRST_WITH_NATIVE_ACCESS = 22;

    @FunctionalInterface
    interface Start {
        Child on(Placement placement) throws IOException;
    }

    /**
     * A JVM that hosts an engine; an isolated one is in a process for each peer beside it.
     *
     * @throws LuaEngineException if there is no such engine here
     */
    static Callee host(String engine) {
        boolean isolated = LuaEngines.find(engine).capabilities().contains(Capability.CRASH_SAFE);
        var args = List.of(
                engine,
                Boolean.toString(isolated),
                SCRIPTS.resolve("application.lua").toString());
        return new Callee(
                isolated ? engine : engine + " in process",
                placement -> Child.start(LuaServer.class, placement, jvm(), args));
    }

    /**
     * An interpreter that runs {@code tools/lua/rpc.lua}.
     *
     * @throws IllegalArgumentException if it is not installed, or has no sockets
     */
    static Callee interpreter(String command) throws InterruptedException {
        if (!hasSockets(command)) {
            throw new IllegalArgumentException(command
                    + ": not found, or without LuaSocket (expected: both; on Debian and Ubuntu the packages lua5.1 and"
                    + " lua-socket)");
        }
        String script = SCRIPTS.resolve("server.lua").toString();
        return new Callee(command + " process", placement -> Child.start(placement, List.of(command, script)));
    }

    private static boolean hasSockets(String command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command, "-e", "require 'socket'")
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
            return process.waitFor() == 0 && printed.isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> jvm() {
        // A host logs each run of code that was uploaded.
        var args = new ArrayList<>(List.of("-Xms256m", "-Xmx256m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        if (Runtime.version().feature() >= FIRST_WITH_NATIVE_ACCESS) {
            args.add("--enable-native-access=ALL-UNNAMED");
        }
        return args;
    }
}
