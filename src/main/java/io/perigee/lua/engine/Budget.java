package io.perigee.lua.engine;

import java.time.Duration;

/**
 * How much one run may take, from {@link LuaEngine#spawn} to its last {@link Step}.
 *
 * @param instructions of the virtual machine, counted coarsely, a coroutine as 1000 at least; 0 for no limit
 * @param deadline wall-clock time while Lua runs; what the run waits for the host does not count. Zero for no limit
 */
public record Budget(long instructions, Duration deadline) {
    /** No limit. */
    public static final Budget NONE = new Budget(0, Duration.ZERO);

    public Budget {
        if (instructions < 0) {
            throw new IllegalArgumentException("instructions: " + instructions + " (expected: >= 0)");
        }
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("deadline: " + deadline + " (expected: >= 0)");
        }
    }
}
