package io.perigee.remote;

import org.jspecify.annotations.Nullable;

/**
 * A call that failed: which procedure, of which peer, what happened, and whether it may have run. Section 5.5 of {@code
 * protocol-spec.md}.
 */
public sealed class RpcException extends RuntimeException
        permits RemoteErrorException,
                RpcConnectionException,
                RpcInterruptedException,
                RpcProtocolException,
                RpcRefusedException,
                RpcTimeoutException {
    private static final long serialVersionUID = 1L;

    private final String procedure;
    private final String peer;
    private final Outcome outcome;

    RpcException(String procedure, String peer, Outcome outcome, String what, @Nullable Throwable cause) {
        super(procedure + " at " + peer + ": " + what + " (" + text(outcome) + ")", cause);
        this.procedure = procedure;
        this.peer = peer;
        this.outcome = outcome;
    }

    private static String text(Outcome outcome) {
        return switch (outcome) {
            case NOT_SENT -> "not sent";
            case UNKNOWN -> "sent, outcome unknown";
            case ANSWERED -> "answered";
        };
    }

    /** The procedure that was called; {@code connect} or {@code listen} if it did not come to that. */
    public String procedure() {
        return procedure;
    }

    /** The peer's address, as text. */
    public String peer() {
        return peer;
    }

    /** Whether the procedure may have run. */
    public Outcome outcome() {
        return outcome;
    }
}
