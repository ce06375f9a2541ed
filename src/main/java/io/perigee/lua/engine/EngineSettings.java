package io.perigee.lua.engine;

import java.util.List;

/**
 * What a state is opened with.
 *
 * <p>An engine in this process looks at the limits between instructions of Lua, and bounds what one call of the library
 * takes; a single instruction, such as {@code ..} of long strings, may go beyond them before they are seen. Limits that
 * hold whatever the code does are those of engines with {@link Capability#CPU_LIMIT} and {@link Capability#MEMORY_LIMIT}.
 *
 * @param name for threads and messages
 * @param trusted code that its owner wrote: all libraries of the dialect, no budget; otherwise code from elsewhere, which
 *     gets the sandbox: the libraries named here, chunks of 1 MiB at most, and limits
 * @param libraries what sandboxed code finds beside the base library: {@code string}, {@code table}, {@code math},
 *     {@code coroutine}, {@code os}; of {@code os} only {@code time}, {@code clock}, {@code date} and {@code difftime}
 * @param bytecode whether functions may come as bytecode of the dialect
 * @param memoryBytes how much the whole state may take; 0 for no limit. An engine without {@link
 *     Capability#MEMORY_LIMIT} looks at it now and then, and is passed by what grows faster
 * @param stackBytes the native stack of its thread: 32 MiB hold what patterns of the library need
 */
public record EngineSettings(
        String name, boolean trusted, List<String> libraries, boolean bytecode, long memoryBytes, long stackBytes) {
    /** The libraries of the sandbox, unless others are asked for. */
    public static final List<String> LIBRARIES = List.of("string", "table", "math", "coroutine", "os");

    private static final long STACK_BYTES = 32L << 20;

    /** A state for code of its owner. */
    public static final EngineSettings TRUSTED = new EngineSettings("lua", true, LIBRARIES, false, 0, STACK_BYTES);

    /** A state for code from elsewhere: source text only, 64 MiB. */
    public static final EngineSettings SANDBOXED =
            new EngineSettings("lua-sandbox", false, LIBRARIES, false, 64L << 20, STACK_BYTES);

    public EngineSettings {
        libraries = List.copyOf(libraries);
        if (memoryBytes < 0) {
            throw new IllegalArgumentException("memoryBytes: " + memoryBytes + " (expected: >= 0)");
        }
        if (stackBytes < 16L << 20) {
            throw new IllegalArgumentException("stackBytes: " + stackBytes + " (expected: >= 16777216)");
        }
    }
}
