package io.perigee.lua.module.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngines;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Target;
import io.perigee.lua.module.HostModules;
import io.perigee.lua.module.LuaRun;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Scripts on an embedded engine that has the module {@code socket}. */
final class SocketScript implements AutoCloseable {
    static final List<String> ENGINES = List.of("lua51", "lua54", "luajit");

    private static final long PATIENCE_SECONDS = 60;

    private final SocketModule module = new SocketModule("test");
    private final LuaEngine engine;

    SocketScript(String name) {
        engine = LuaEngines.find(name).open(EngineSettings.TRUSTED);
        HostModules.install(engine, module).join();
        run("""
                local lines = {}
                function print(...)
                  local parts = {}
                  for i = 1, select("#", ...) do parts[i] = tostring((select(i, ...))) end
                  lines[#lines + 1] = table.concat(parts, "\\t")
                end
                function printed() return table.concat(lines, "\\n") end
                """);
    }

    /** Begins a run; to cancel it drops it. */
    CompletableFuture<Step> start(String code, @Nullable Object... arguments) {
        long function = engine.load(LuaEngine.SHARED, LuaString.of(code), "@script")
                .toCompletableFuture()
                .join();
        return LuaRun.start(
                engine,
                LuaEngine.SHARED,
                new Target.Function(function),
                LuaValues.from(arguments),
                Budget.NONE,
                HostModules.operations(module),
                null);
    }

    LuaValues run(String code, @Nullable Object... arguments) {
        return results(start(code, arguments));
    }

    static LuaValues results(CompletableFuture<Step> end) {
        Step step;
        try {
            step = end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
        if (step instanceof Step.Done done) {
            return done.results();
        }
        throw new AssertionError(step);
    }

    /** What the script printed until now, a line each. */
    List<String> printed() {
        return run("return printed()").asString().lines().toList();
    }

    static String resource(String name) throws IOException {
        try (InputStream in = SocketScript.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        }
    }

    @Override
    public void close() {
        engine.close();
        module.close();
    }
}
