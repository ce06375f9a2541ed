package io.perigee.lua.luajava;

import io.perigee.lua.engine.LuaEngineException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import party.iroiro.luajava.LuaNatives;
import party.iroiro.luajava.lua51.Lua51Natives;
import party.iroiro.luajava.lua54.Lua54Natives;
import party.iroiro.luajava.luajit.LuaJitNatives;

/** The native methods of luajava, without its Java side: nothing of Java is ever pushed onto a Lua stack. */
final class Natives {
    private static final Map<Dialect, LuaNatives> LOADED = new EnumMap<>(Dialect.class);

    private Natives() {}

    /**
     * The native methods for a dialect, whose library is loaded on first use.
     *
     * @throws LuaEngineException if the library does not load
     */
    static synchronized LuaNatives of(Dialect dialect) {
        LuaNatives known = LOADED.get(dialect);
        if (known != null) {
            return known;
        }
        try {
            NativesDirectory.during(() -> LOADED.put(
                    dialect,
                    switch (dialect) {
                        case LUA51 -> new Lua51();
                        case LUA54 -> new Lua54();
                        case LUAJIT -> new LuaJit();
                    }));
        } catch (IllegalStateException | LinkageError e) {
            throw new LuaEngineException(
                    "engine: " + dialect.id + " does not load: " + e.getMessage()
                            + " (expected: a native library for this machine)",
                    e);
        }
        return Objects.requireNonNull(LOADED.get(dialect));
    }

    // The constructors, which load the libraries, are for sub-classes.

    private static final class Lua51 extends Lua51Natives {}

    private static final class Lua54 extends Lua54Natives {}

    private static final class LuaJit extends LuaJitNatives {}
}
