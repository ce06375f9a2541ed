package io.perigee.isolation;

import io.perigee.lua.engine.EngineSettings;

/**
 * What a child process is started for: those of one kind may stand in for each other.
 *
 * @param providerClass opens the engine in the process
 * @param settings all but the name, which nothing in the process needs
 */
record ChildKind(String providerClass, EngineSettings settings) {
    private static final String NAME = "lua";

    ChildKind {
        settings = new EngineSettings(
                NAME,
                settings.trusted(),
                settings.libraries(),
                settings.bytecode(),
                settings.memoryBytes(),
                settings.stackBytes());
    }
}
