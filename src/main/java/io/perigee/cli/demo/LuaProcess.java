package io.perigee.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The Lua peer's process. Whatever becomes of the demonstration, the process does not outlive it. */
final class LuaProcess implements LuaHalf {
    private static final long PARTING_SECONDS = 2;

    private final Process process;
    private final Thread killer;
    private final CompletableFuture<String> lastWords;

    private LuaProcess(Process process) {
        this.process = process;
        killer = new Thread(process::destroyForcibly, "end of the Lua peer");
        Runtime.getRuntime().addShutdownHook(killer);
        lastWords = CompletableFuture.supplyAsync(this::listen);
    }

    static LuaProcess start(String program, Path script, String host, int port) throws IOException {
        var process = new ProcessBuilder(program, script.toString(), host, Integer.toString(port))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        return new LuaProcess(process);
    }

    /** What it says last, stack traces left out: if anything went wrong, that is it. */
    private String listen() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("\t") && !line.startsWith("stack traceback"))
                    .reduce("without a word", (first, second) -> second);
        } catch (IOException | UncheckedIOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public CompletableFuture<String> ended() {
        return lastWords;
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        process.waitFor(PARTING_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        removeHook();
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException e) {
            // The program is ending; the hook has done it.
            process.destroyForcibly();
        }
    }
}
