package io.perigee.lua.engine;

import java.util.Optional;
import java.util.Set;

/** Opens Lua states of one kind. Found with {@link java.util.ServiceLoader}; see {@link LuaEngines}. Thread-safe. */
public interface LuaEngineProvider {

    /** The name that engines are chosen by: {@code lua51}. */
    String name();

    /** The dialect as Lua's own {@code _VERSION} has it, with the implementation where that differs: {@code Lua 5.1}. */
    String dialect();

    /** What engines of this kind can do. */
    Set<Capability> capabilities();

    /** Why no engine can be opened here, in one sentence that says what to add; empty if engines can be opened. */
    Optional<String> missing();

    /**
     * Opens a state, with a thread of its own.
     *
     * @throws LuaEngineException if it cannot be opened
     */
    LuaEngine open(EngineSettings settings);
}
