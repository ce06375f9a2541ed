package io.perigee.lua.luajava;

import io.perigee.lua.engine.Capability;
import java.util.EnumSet;
import java.util.Set;

/** The kinds of Lua that luajava has natives for. */
enum Dialect {
    LUA51("lua51", "Lua51Natives", "Lua 5.1", false, EnumSet.of(Capability.BYTECODE, Capability.CPU_LIMIT)),
    LUA54(
            "lua54",
            "Lua54Natives",
            "Lua 5.4",
            true,
            EnumSet.of(Capability.BYTECODE, Capability.INT64, Capability.YIELD_ACROSS_PCALL, Capability.CPU_LIMIT)),
    LUAJIT(
            "luajit",
            "LuaJitNatives",
            "Lua 5.1 (LuaJIT)",
            false,
            EnumSet.of(Capability.BYTECODE, Capability.YIELD_ACROSS_PCALL, Capability.CPU_LIMIT));

    /** As engines are chosen by, and as luajava's artifacts and libraries are called. */
    final String id;

    /** The class of luajava that has the native methods. */
    final String artifactClass;

    final String text;

    /** Whether integers are a kind of number of their own. */
    final boolean hasIntegers;

    final Set<Capability> capabilities;

    Dialect(String id, String artifactClass, String text, boolean hasIntegers, EnumSet<Capability> capabilities) {
        this.id = id;
        this.artifactClass = artifactClass;
        this.text = text;
        this.hasIntegers = hasIntegers;
        this.capabilities = Set.copyOf(capabilities);
    }
}
