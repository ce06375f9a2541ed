package io.perigee.lua.engine;

import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.concurrent.CompletionStage;

/**
 * One Lua state with one thread that owns it.
 *
 * <p>Thread-safe: methods return at once and do their work in the order in which they were called. Stages complete on
 * the engine's own thread, so what depends on them must not block. They fail with a {@link LuaEngineException} when the
 * engine is closed or gone, and never otherwise unless said here.
 *
 * <p>Code runs in <em>environments</em>. {@link #SHARED} is the table of globals. The others see what it holds, and keep
 * what they set for themselves.
 *
 * <p>Values cross by copy: nil, booleans, numbers, strings of any length, and tables of these. What else a value holds
 * has no form outside the state.
 */
public interface LuaEngine extends AutoCloseable {
    /** The environment that all others see. */
    int SHARED = 0;

    /** What opened it. */
    LuaEngineProvider provider();

    /** Makes an environment. */
    CompletionStage<Integer> newEnvironment();

    /** Forgets an environment and every function that was loaded into it. Runs in it go on to their end. */
    void dropEnvironment(int environment);

    /**
     * Compiles a chunk, which runs when it is spawned. The same code in the same environment costs one compile.
     *
     * @param code source text, or bytecode where the settings allow it
     * @param chunkName as Lua has it: {@code @rpc} makes messages read {@code rpc:1: …}
     * @return the function's id; fails with a {@link LuaEngineException} that has Lua's message if it does not compile
     */
    CompletionStage<Long> load(int environment, LuaString code, String chunkName);

    /** Forgets a function. */
    void dropFunction(long function);

    /**
     * Makes a global function of the shared environment whose calls are {@link Step.Operation}s of the run that called
     * it. A dotted name makes the tables that it needs.
     */
    CompletionStage<Void> register(String name);

    /** Sets a global of the shared environment; a dotted name makes the tables that it needs. */
    CompletionStage<Void> set(String name, LuaValue value);

    /**
     * Reads the value at a dotted path.
     *
     * @return {@link Step.Done} with the value, nil where there is none, or {@link Step.Failed} if it holds what has no
     *     form outside
     */
    CompletionStage<Step> eval(int environment, LuaString path);

    /**
     * Begins a run in a coroutine of its own.
     *
     * <p>To cancel the future of the stage, here or of what resumes the run, ends the run and no other, as soon as {@link
     * #interrupt} would; where the stage is no future that can be cancelled, the run goes on to its limits.
     */
    CompletionStage<Step> spawn(int environment, Target target, LuaValues arguments, Budget budget);

    /** Answers an operation: its function returns these values. A run that is gone is {@link Step.Cause#CLOSED}. */
    CompletionStage<Step> resume(long run, LuaValues results);

    /** Answers an operation with an error, which its function raises. */
    CompletionStage<Step> resumeWithError(long run, LuaValue error);

    /** Forgets a run that waits for an operation; it never goes on. */
    void drop(long run);

    /** Ends what runs now, as {@link Step.Cause#INTERRUPTED}; does nothing if nothing runs. Works from any thread. */
    void interrupt(String reason);

    /** Ends what runs and the state. Idempotent; returns without waiting. Stages that are due fail. */
    @Override
    void close();
}
