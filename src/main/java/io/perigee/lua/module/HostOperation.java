package io.perigee.lua.module;

import io.perigee.value.LuaValues;
import java.util.concurrent.CompletionStage;

/** What a module does when its facade asks for it. */
@FunctionalInterface
public interface HostOperation {

    /**
     * Begins the operation. Called on the thread of the Lua state, which must not be kept: what blocks belongs on a
     * thread of its own.
     *
     * @return completes on any thread with what the function returns in Lua. A failure is raised there: the value of a
     *     {@link io.perigee.procedure.LuaError}, of every other exception its message
     */
    CompletionStage<LuaValues> call(LuaValues arguments, RunContext run);
}
