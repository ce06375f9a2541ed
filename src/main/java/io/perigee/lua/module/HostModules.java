package io.perigee.lua.module;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Target;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Makes modules of the host known to an engine. */
public final class HostModules {
    private static final String PREFIX = "__host.";

    /** Takes the functions that were registered out of the globals: only the module sees them. */
    private static final LuaString INSTALL = LuaString.of("""
            local name, key, sources = ...
            local host = __host[key]
            __host[key] = nil
            local load = loadstring or load
            package.preload[name] = function()
              local shared, module = {}, nil
              for i = 1, #sources do module = assert(load(sources[i], "=" .. name))(host, shared) end
              return module
            end
            """);

    private HostModules() {}

    /** The operations of a module, by the names under which {@link #install} registers them. */
    public static Map<String, HostOperation> operations(HostModule module) {
        var named = new LinkedHashMap<String, HostOperation>();
        module.operations().forEach((name, operation) -> named.put(PREFIX + key(module) + "." + name, operation));
        return named;
    }

    /** A dot in what is registered would make a table. */
    private static String key(HostModule module) {
        return module.name().replace('.', '_');
    }

    /**
     * Makes {@code require} find the module. For states whose code is trusted: others have no {@code package}.
     *
     * @return done when it is there; fails with a {@link LuaEngineException} if it cannot be
     */
    public static CompletableFuture<Void> install(LuaEngine engine, HostModule module) {
        var registered = new ArrayList<CompletableFuture<Void>>();
        for (String name : operations(module).keySet()) {
            registered.add(engine.register(name).toCompletableFuture());
        }
        return CompletableFuture.allOf(registered.toArray(new CompletableFuture<?>[0]))
                .thenCompose(ready -> engine.load(LuaEngine.SHARED, INSTALL, "=module"))
                .thenCompose(function -> LuaRun.start(
                        engine,
                        LuaEngine.SHARED,
                        new Target.Function(function),
                        LuaValues.from(module.name(), key(module), module.sources()),
                        Budget.NONE,
                        Map.of(),
                        null))
                .thenAccept(step -> {
                    if (step instanceof Step.Failed failed) {
                        throw new LuaEngineException("module: " + module.name() + ": " + failed.error());
                    }
                });
    }

    /**
     * The texts of resources, for {@link HostModule#sources}.
     *
     * @param resources with their whole paths: {@code /io/perigee/lua/module/rpc.lua}
     * @throws IllegalArgumentException if there is no such one
     */
    public static List<String> sources(String... resources) {
        return Arrays.stream(resources).map(HostModules::source).toList();
    }

    private static String source(String resource) {
        try (InputStream in = HostModules.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("resource: " + resource + " (expected: one on the class path)");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
