package io.perigee.remote;

import org.jspecify.annotations.Nullable;

/** The deadline passed before the answer came. */
public final class RpcTimeoutException extends RpcException {
    private static final long serialVersionUID = 1L;

    public RpcTimeoutException(String procedure, String peer, Outcome outcome, String what, @Nullable Throwable cause) {
        super(procedure, peer, outcome, what, cause);
    }
}
