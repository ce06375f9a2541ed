package io.perigee.remote;

import io.perigee.value.LuaValues;
import org.jspecify.annotations.Nullable;

/** Is told how one call ended, for callers that need no future; see {@link Caller#callAsync(CallHandler, String, Object...)}. */
@FunctionalInterface
public interface CallHandler {

    /**
     * The call has ended; of the two, one is null.
     *
     * @param results what the procedure returned
     * @param failure what happened instead, and whether the procedure may have run
     */
    void ended(@Nullable LuaValues results, @Nullable RpcException failure);
}
