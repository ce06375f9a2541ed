package io.perigee.remote;

import org.jspecify.annotations.Nullable;

/** There is no connection to the peer, or it ended before the answer came. */
public final class RpcConnectionException extends RpcException {
    private static final long serialVersionUID = 1L;

    public RpcConnectionException(
            String procedure, String peer, Outcome outcome, String what, @Nullable Throwable cause) {
        super(procedure, peer, outcome, what, cause);
    }
}
