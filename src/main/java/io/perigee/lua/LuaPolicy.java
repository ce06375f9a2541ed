package io.perigee.lua;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.EngineSettings;
import java.time.Duration;
import java.util.List;

/**
 * What peers may do with the Lua of a {@link LuaHost}: sections 9 and 10 of {@code protocol-spec.md}. Immutable.
 *
 * <p>{@link #OFF} is the default: peers call and read what the start-up script defines, and send no code. Where they may
 * send code, the whole state is a sandbox, the start-up script included, unless the policy is {@linkplain #trusting
 * trusting}.
 *
 * @param upload whether peers may send source text that runs here
 * @param bytecode whether they may send functions as bytecode, too, which Lua does not verify: crafted bytecode takes over
 *     the process that loads it
 * @param trusted whether what peers send may do all that the process can: no sandbox, every library, and none of the
 *     limits that follow but that of functions
 * @param instructions of the virtual machine that one run may take; 0 for no limit
 * @param deadline wall-clock time that one run may take, what it waits for the host left out; zero for no limit
 * @param memoryBytes what the whole state may take; 0 for no limit. In this process that is looked at every 1,000
 *     instructions and before the library makes what is large, so that code which doubles a string with each instruction
 *     gets past it; only an engine in a process of its own is held by the system
 * @param functions how many functions one connection may upload; one more is refused
 * @param libraries what code finds beside the base library; see {@link EngineSettings}
 */
public record LuaPolicy(
        boolean upload,
        boolean bytecode,
        boolean trusted,
        long instructions,
        Duration deadline,
        long memoryBytes,
        int functions,
        List<String> libraries) {

    /** No code of peers runs. What the owner's script defines does when peers call it, without limits. */
    public static final LuaPolicy OFF = new LuaPolicy(
            false, false, false, 10_000_000, Duration.ofSeconds(5), 64L << 20, 64, EngineSettings.LIBRARIES);

    /** Source text runs, in a sandbox: 10 million instructions, 5 seconds, 64 MiB, 64 functions. */
    public static final LuaPolicy SOURCE = OFF.withUpload(true);

    public LuaPolicy {
        if (instructions < 0) {
            throw new IllegalArgumentException("instructions: " + instructions + " (expected: >= 0)");
        }
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("deadline: " + deadline + " (expected: >= 0)");
        }
        if (memoryBytes < 0) {
            throw new IllegalArgumentException("memoryBytes: " + memoryBytes + " (expected: >= 0)");
        }
        if (functions < 0) {
            throw new IllegalArgumentException("functions: " + functions + " (expected: >= 0)");
        }
        libraries = List.copyOf(libraries);
    }

    private LuaPolicy withUpload(boolean allowed) {
        return new LuaPolicy(allowed, bytecode, trusted, instructions, deadline, memoryBytes, functions, libraries);
    }

    public LuaPolicy withBytecode(boolean allowed) {
        return new LuaPolicy(upload, allowed, trusted, instructions, deadline, memoryBytes, functions, libraries);
    }

    /** Peers may do all that the process can. */
    public LuaPolicy trusting() {
        return new LuaPolicy(upload, bytecode, true, instructions, deadline, memoryBytes, functions, libraries);
    }

    public LuaPolicy withInstructions(long limit) {
        return new LuaPolicy(upload, bytecode, trusted, limit, deadline, memoryBytes, functions, libraries);
    }

    public LuaPolicy withDeadline(Duration limit) {
        return new LuaPolicy(upload, bytecode, trusted, instructions, limit, memoryBytes, functions, libraries);
    }

    public LuaPolicy withMemoryBytes(long limit) {
        return new LuaPolicy(upload, bytecode, trusted, instructions, deadline, limit, functions, libraries);
    }

    public LuaPolicy withFunctions(int limit) {
        return new LuaPolicy(upload, bytecode, trusted, instructions, deadline, memoryBytes, limit, libraries);
    }

    public LuaPolicy withLibraries(List<String> names) {
        return new LuaPolicy(upload, bytecode, trusted, instructions, deadline, memoryBytes, functions, names);
    }

    /** What one run of a peer may take. */
    Budget budget() {
        return isSandbox() ? new Budget(instructions, deadline) : Budget.NONE;
    }

    /** Code of strangers runs in the state. */
    private boolean isSandbox() {
        return upload && !trusted;
    }

    EngineSettings settings(String name) {
        EngineSettings base = isSandbox() ? EngineSettings.SANDBOXED : EngineSettings.TRUSTED;
        return new EngineSettings(
                name, base.trusted(), libraries, upload && bytecode, isSandbox() ? memoryBytes : 0, base.stackBytes());
    }
}
