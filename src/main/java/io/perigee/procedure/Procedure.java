package io.perigee.procedure;

import org.jspecify.annotations.Nullable;

/**
 * Code that a peer may call.
 *
 * <p>By default it runs on the executor of the options, virtual threads where there are any, so that it may block; see
 * {@link Procedures#addNonBlocking} for those that need not.
 */
@FunctionalInterface
public interface Procedure {

    /**
     * Answers one call.
     *
     * @return the result, converted as {@link io.perigee.value.LuaValue#from} does; null is nil. {@link
     *     io.perigee.value.LuaValues} are several results, or none; a {@link java.util.concurrent.CompletionStage}
     *     answers when it ends
     * @throws LuaError to raise any Lua value at the caller; of every other exception the caller sees the message alone
     */
    @Nullable
    Object call(CallContext call) throws Exception;
}
