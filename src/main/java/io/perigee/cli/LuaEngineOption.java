package io.perigee.cli;

import io.perigee.lua.engine.LuaEngines;
import picocli.CommandLine.Option;

/** Which Lua the commands run that have one. */
final class LuaEngineOption {
    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = LuaEngines.DEFAULT,
            description = "The engine: lua51, lua54 or luajit. Default: ${DEFAULT-VALUE}.")
    private String name = LuaEngines.DEFAULT;

    String name() {
        return name;
    }
}
