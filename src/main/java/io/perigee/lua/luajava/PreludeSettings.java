package io.perigee.lua.luajava;

import io.perigee.lua.engine.Capability;
import io.perigee.lua.engine.EngineSettings;

/** What the prelude is told, as fields of its table. */
record PreludeSettings(Dialect dialect, EngineSettings engine) {
    /** Leaves the table on top of the stack with the fields set. */
    void pushInto(LuaState state) {
        state.setField("dialect", dialect.id);
        state.setField("yieldacrosspcall", dialect.capabilities().contains(Capability.YIELD_ACROSS_PCALL));
        state.setField("trusted", engine.trusted());
        state.setField("bytecode", engine.bytecode());
        state.setField("memory", engine.memoryBytes());
        state.setField("libraries", String.join(" ", engine.libraries()));
    }
}
