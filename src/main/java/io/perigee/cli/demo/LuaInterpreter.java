package io.perigee.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Lua interpreter of this machine that has LuaSocket.
 *
 * @param program the name or path of its program
 * @param version as it calls itself
 */
public record LuaInterpreter(String program, String version) implements Lua {
    private static final List<String> PROGRAMS = List.of("lua5.4", "lua5.1", "luajit", "lua5.3", "lua5.2", "lua");
    private static final long PATIENCE_SECONDS = 5;

    /** Says the version if LuaSocket can be loaded, and fails if not. */
    private static final String PROBE = "require 'socket' io.write(rawget(_G, 'jit') and jit.version or _VERSION)";

    @Override
    public String origin() {
        return program;
    }

    @Override
    public LuaHalf start(Path script, String host, int port) throws IOException {
        return LuaProcess.start(program, script, host, port);
    }

    /** The first interpreter that is there; null if there is none. */
    public static @Nullable LuaInterpreter find() {
        for (String program : PROGRAMS) {
            LuaInterpreter found = probe(program);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The interpreter of this name; null if there is none, or none with LuaSocket. */
    public static @Nullable LuaInterpreter probe(String program) {
        try {
            var process = new ProcessBuilder(program, "-e", PROBE)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    return null;
                }
                return new LuaInterpreter(
                        program, new String(process.getInputStream().readAllBytes(), UTF_8).strip());
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
