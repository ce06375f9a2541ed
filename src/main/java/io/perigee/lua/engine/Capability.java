package io.perigee.lua.engine;

/** What not every engine can do. */
public enum Capability {
    /** Loads functions in the bytecode of its dialect. */
    BYTECODE,
    /** Has integers of 64 bits beside doubles. */
    INT64,
    /** A coroutine may yield from inside Lua's own {@code pcall}, iterators and metamethods. */
    YIELD_ACROSS_PCALL,
    /** Ends code that runs longer than its {@link Budget}, whatever it does. */
    CPU_LIMIT,
    /** Ends code that takes more memory than its {@link Budget}, whatever it does. */
    MEMORY_LIMIT,
    /** What crashes the engine leaves this process as it was. */
    CRASH_SAFE
}
