package io.perigee.faults;

import io.perigee.remote.Outcome;
import io.perigee.remote.RpcException;
import io.perigee.remote.RpcTimeoutException;
import io.perigee.value.LuaValues;
import org.jspecify.annotations.Nullable;

/** How a call ended, as far as the books care. */
enum End {
    /** With its own nonce. */
    RESULT,
    /** With anything else, which was meant for another call. */
    MISROUTED,
    /** The peer says that the procedure failed. */
    ERROR,
    TIMED_OUT,
    LOST,
    NOT_SENT;

    static End of(long nonce, @Nullable LuaValues results, @Nullable Throwable thrown) {
        Throwable failure = thrown instanceof java.util.concurrent.CompletionException ? thrown.getCause() : thrown;
        if (failure instanceof RpcException e) {
            if (e.outcome() == Outcome.NOT_SENT) {
                return NOT_SENT;
            }
            if (e.outcome() == Outcome.ANSWERED) {
                return ERROR;
            }
            return e instanceof RpcTimeoutException ? TIMED_OUT : LOST;
        }
        if (failure != null) {
            throw new IllegalStateException("no failure that is documented", failure);
        }
        return results != null && results.equals(LuaValues.from(nonce)) ? RESULT : MISROUTED;
    }
}
