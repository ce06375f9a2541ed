package io.perigee.peer;

import io.perigee.remote.CallHandler;
import io.perigee.remote.RpcException;
import io.perigee.value.LuaValues;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call whose caller is told by a handler how it ended, and holds nothing of it.
 *
 * <p>So the connection alone ends it, on the event loop, or on the caller's thread before the event loop knows of it: there
 * is no race to be decided, and what a future has for that is not used.
 */
final class HandledCall extends PendingCall {
    private static final Logger log = LoggerFactory.getLogger(HandledCall.class);

    private final CallHandler handler;
    private boolean ended;
    private @Nullable Throwable failure;

    HandledCall(CallTerms terms, String procedure, long startNanos, CallHandler handler) {
        super(terms, procedure, startNanos);
        this.handler = handler;
    }

    @Override
    public boolean isDone() {
        return ended;
    }

    @Override
    boolean settle(@Nullable LuaValues results, @Nullable Throwable cause) {
        if (ended) {
            return false;
        }
        ended = true;
        failure = cause;
        return true;
    }

    @Override
    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    void tell(@Nullable LuaValues results, @Nullable Throwable cause) {
        // Nobody but the connection ends a call that its caller does not hold, and it does so with these.
        tell(handler, procedure, results, (RpcException) cause);
    }

    static void tell(
            CallHandler handler, String procedure, @Nullable LuaValues results, @Nullable RpcException failure) {
        try {
            handler.ended(results, failure);
        } catch (Throwable t) {
            log.warn("{}: handler of a call: {}", procedure, t, t);
        }
    }
}
