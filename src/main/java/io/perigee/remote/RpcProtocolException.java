package io.perigee.remote;

import org.jspecify.annotations.Nullable;

/** The peer answered with something that the protocol does not know or that cannot be decoded. */
public final class RpcProtocolException extends RpcException {
    private static final long serialVersionUID = 1L;

    public RpcProtocolException(
            String procedure, String peer, Outcome outcome, String what, @Nullable Throwable cause) {
        super(procedure, peer, outcome, what, cause);
    }
}
