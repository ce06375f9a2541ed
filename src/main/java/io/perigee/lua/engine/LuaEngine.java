package io.perigee.lua.engine;

import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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
 *
 * <p>Objects cross by reference where the engine has an {@link #objectHome}, each as an argument or result of its own. An
 * object of Java's, a {@link io.perigee.value.LuaUserdata}, is one and the same stand-in in Lua while Lua holds it, and
 * itself when it comes back; a call of any of its methods is a {@link Step.Operation} named {@code __rpcinvoke}, of the
 * object, the method's name and the arguments. A table whose metatable has a table, function, userdata or thread in a
 * field {@code __reference} crosses as that: the userdata of a {@link LuaObject}, which is that object of Lua's again
 * when it comes back. In a trusted state a {@link io.perigee.value.LuaFunction} crosses as well, as a table whose
 * metatable has its bytecode in a field {@code __bytecode}.
 */
public interface LuaEngine extends AutoCloseable {
    /** The environment that all others see. */
    int SHARED = 0;

    /** What opened it. */
    LuaEngineProvider provider();

    /** Where the objects live that Lua hands out; null if none can cross by reference. */
    default @Nullable ObjectHome objectHome() {
        return null;
    }

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
