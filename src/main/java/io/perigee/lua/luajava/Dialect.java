package io.perigee.lua.luajava;

import io.perigee.lua.engine.Capability;
import java.util.Set;

/** The kinds of Lua that luajava has natives for. */
enum Dialect {
    LUA51("lua51", "Lua51Natives", "Lua 5.1", false),
    LUA54("lua54", "Lua54Natives", "Lua 5.4", true),
    LUAJIT("luajit", "LuaJitNatives", "Lua 5.1 (LuaJIT)", false);

    /** As engines are chosen by, and as luajava's artifacts and libraries are called. */
    final String id;

    /** The class of luajava that has the native methods. */
    final String artifactClass;

    final String text;

    /** Whether integers are a kind of number of their own. */
    final boolean hasIntegers;

    Dialect(String id, String artifactClass, String text, boolean hasIntegers) {
        this.id = id;
        this.artifactClass = artifactClass;
        this.text = text;
        this.hasIntegers = hasIntegers;
    }

    /**
     * Time and memory are looked at, but one instruction of Lua can take any amount of either: no limit holds whatever the
     * code does. See limits.lua.
     */
    Set<Capability> capabilities() {
        return switch (this) {
            case LUA51 -> Set.of(Capability.BYTECODE);
            case LUA54 -> Set.of(Capability.BYTECODE, Capability.YIELD_ACROSS_PCALL, Capability.INT64);
            case LUAJIT -> Set.of(Capability.BYTECODE, Capability.YIELD_ACROSS_PCALL);
        };
    }
}
