package io.perigee.lua.luajava;

import io.perigee.lua.engine.Capability;
import io.perigee.lua.engine.EngineSettings;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.LuaEngineProvider;
import java.util.Optional;
import java.util.Set;

/** Opens states of one dialect. Loads nothing of luajava before it is asked to, since that may not be there. */
abstract class LuajavaProvider implements LuaEngineProvider {
    private final Dialect dialect;

    LuajavaProvider(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public final String name() {
        return dialect.id;
    }

    @Override
    public final String dialect() {
        return dialect.text;
    }

    @Override
    public final Set<Capability> capabilities() {
        return dialect.capabilities();
    }

    @Override
    public final Optional<String> missing() {
        return Dependencies.missing(dialect);
    }

    @Override
    public final LuaEngine open(EngineSettings settings) {
        missing().ifPresent(sentence -> {
            throw new LuaEngineException(sentence);
        });
        return LuajavaEngine.open(this, dialect, settings);
    }
}
