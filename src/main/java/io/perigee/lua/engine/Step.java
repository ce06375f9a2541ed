package io.perigee.lua.engine;

import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;

/** How far a run has come. */
public sealed interface Step {

    /**
     * It returned.
     *
     * @param instructions that it took, coarsely; 0 where they are not counted
     */
    record Done(LuaValues results, long instructions) implements Step {}

    /**
     * It raised an error, or was ended.
     *
     * @param error what was raised; for what was ended a string that says why
     * @param traceback of Lua, one frame a line, innermost first; empty if there is none
     */
    record Failed(LuaValue error, String traceback, Cause cause, long instructions) implements Step {}

    /**
     * It asks the host for something, and goes on with {@link LuaEngine#resume}.
     *
     * @param run as a number that no other run of this engine has
     * @param name of the function of the host that was called
     */
    record Operation(long run, String name, LuaValues arguments) implements Step {}

    /** Why a run failed. */
    enum Cause {
        /** The code raised an error. */
        RAISED,
        /** There is no such function or value, or no function of that id. */
        NOT_FOUND,
        /** What the path leads to cannot be called. */
        NOT_CALLABLE,
        /** The results have no form outside the state. */
        NOT_SERIALIZABLE,
        /** Its instructions or its time were used up. */
        BUDGET,
        /** The state needs more memory than it may take. */
        MEMORY,
        /** {@link LuaEngine#interrupt} ended it. */
        INTERRUPTED,
        /** The engine is closed, or gone. */
        CLOSED
    }
}
