package io.perigee.remote;

/** The calling thread was interrupted while it waited; its interrupt flag is set again. */
public final class RpcInterruptedException extends RpcException {
    private static final long serialVersionUID = 1L;

    public RpcInterruptedException(String procedure, String peer, InterruptedException cause) {
        super(procedure, peer, Outcome.UNKNOWN, "interrupted while waiting", cause);
    }
}
