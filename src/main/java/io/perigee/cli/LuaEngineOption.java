package io.perigee.cli;

import io.perigee.lua.engine.LuaEngineProvider;
import io.perigee.lua.engine.LuaEngines;
import java.util.List;
import picocli.CommandLine.Option;

/** Which Lua the commands run that have one. */
final class LuaEngineOption {
    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = LuaEngines.DEFAULT,
            description = "The engine: lua51, lua54 or luajit. Default: ${DEFAULT-VALUE}.")
    private String name = LuaEngines.DEFAULT;

    /** @throws IllegalArgumentException if there is no kind of engine of this name */
    String name() {
        return known(name);
    }

    /** The name, if there is such a kind of engine; whether one can be opened here is found out by who does. */
    static String known(String name) {
        List<String> names =
                LuaEngines.all().stream().map(LuaEngineProvider::name).toList();
        if (!names.contains(name)) {
            throw new IllegalArgumentException(
                    "engine: " + name + " (expected: one of " + String.join(", ", names) + ")");
        }
        return name;
    }
}
