package io.perigee.remote;

import org.jspecify.annotations.Nullable;

/** This side refused to send the call: its arguments have no form on the wire, or too many calls wait. */
public final class RpcRefusedException extends RpcException {
    private static final long serialVersionUID = 1L;

    public RpcRefusedException(String procedure, String peer, Outcome outcome, String what, @Nullable Throwable cause) {
        super(procedure, peer, outcome, what, cause);
    }
}
