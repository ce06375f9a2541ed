package io.perigee.lua.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The engines that are there. */
public final class LuaEngines {
    /** The dialect of the Lua {@code rpc} module. */
    public static final String DEFAULT = "lua51";

    private LuaEngines() {}

    /** Every kind of engine that the class path has, whether or not it can be opened here. */
    public static List<LuaEngineProvider> all() {
        var providers = new ArrayList<LuaEngineProvider>();
        ServiceLoader.load(LuaEngineProvider.class, LuaEngines.class.getClassLoader())
                .forEach(providers::add);
        return providers;
    }

    /**
     * The kind of engine that has this name.
     *
     * @throws LuaEngineException if there is none, or it cannot be opened here; the message says what to add
     */
    public static LuaEngineProvider find(String name) {
        for (LuaEngineProvider provider : all()) {
            if (provider.name().equals(name)) {
                provider.missing().ifPresent(sentence -> {
                    throw new LuaEngineException(sentence);
                });
                return provider;
            }
        }
        throw new LuaEngineException("engine: " + name + " (expected: one of "
                + all().stream().map(LuaEngineProvider::name).collect(Collectors.joining(", ")) + ")");
    }
}
