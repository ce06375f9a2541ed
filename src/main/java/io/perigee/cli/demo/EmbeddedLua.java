package io.perigee.cli.demo;

import io.perigee.lua.LuaHost;
import io.perigee.lua.LuaScriptException;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.LuaEngines;
import io.perigee.lua.module.socket.SocketModule;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The Lua that is in this program: it runs the Lua module as it is, over a socket of its own.
 *
 * @param engine by its name
 * @param version as it calls itself
 */
public record EmbeddedLua(String engine, String version) implements Lua {
    private static final long PARTING_SECONDS = 2;

    /**
     * The engine of this name.
     *
     * @throws LuaEngineException if it cannot be opened here; the message says what to add
     */
    public static EmbeddedLua of(String engine) {
        return new EmbeddedLua(engine, LuaEngines.find(engine).dialect());
    }

    @Override
    public String origin() {
        return "in this program";
    }

    @Override
    public LuaHalf start(Path script, String host, int port) throws IOException {
        var lua = LuaHost.builder()
                .engine(engine)
                .module(opened -> new SocketModule("lua"))
                .open();
        return new Running(lua, lua.run(script, host, Integer.toString(port)));
    }

    private record Running(LuaHost lua, CompletableFuture<LuaValues> run) implements LuaHalf {
        @Override
        public CompletableFuture<String> ended() {
            return run.handle((values, failure) -> failure == null ? "without a word" : text(failure));
        }

        private static String text(Throwable failure) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return cause instanceof LuaScriptException script ? script.text() : String.valueOf(cause);
        }

        @Override
        public void awaitEnd() throws InterruptedException {
            try {
                ended().get(PARTING_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // It is closed now.
            }
        }

        @Override
        public void close() {
            lua.close();
        }
    }
}
