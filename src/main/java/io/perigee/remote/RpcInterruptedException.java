package io.perigee.remote;

/** The calling thread was interrupted while it waited; its interrupt flag is set again. */
public final class RpcInterruptedException extends RpcException {
    private static final long serialVersionUID = 1L;

    public RpcInterruptedException(String procedure, String peer, Outcome outcome, InterruptedException cause) {
        super(procedure, peer, outcome, "interrupted while waiting", cause);
    }
}
