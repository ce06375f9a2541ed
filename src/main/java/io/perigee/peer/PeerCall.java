package io.perigee.peer;

import io.perigee.procedure.InboundCall;
import io.perigee.procedure.PeerSession;
import io.perigee.procedure.ScriptSession;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.wire.Status;
import org.jspecify.annotations.Nullable;

/** A call of the peer. */
class PeerCall extends InboundCall {
    final PeerConnection connection;
    final int seq;

    PeerCall(PeerConnection connection, int seq) {
        this.connection = connection;
        this.seq = seq;
    }

    /**
     * A call of which more is known than it takes to answer it.
     *
     * @param timed whether somebody wants to know its time
     * @param argumentBytes what its arguments take, if that is much
     */
    static PeerCall noted(PeerConnection connection, int seq, boolean timed, int argumentBytes) {
        return new Noted(connection, seq, timed ? connection.nanoTime() : 0, argumentBytes);
    }

    private static final class Noted extends PeerCall {
        private final long startNanos;
        private final int argumentBytes;

        Noted(PeerConnection connection, int seq, long startNanos, int argumentBytes) {
            super(connection, seq);
            this.startNanos = startNanos;
            this.argumentBytes = argumentBytes;
        }

        @Override
        long startNanos() {
            return startNanos;
        }

        @Override
        int argumentBytes() {
            return argumentBytes;
        }
    }

    /** What its arguments take; 0 if that is little. */
    int argumentBytes() {
        return 0;
    }

    /** When it came in; 0 if nobody wants to know. */
    long startNanos() {
        return 0;
    }

    @Override
    public Caller caller() {
        return connection.caller();
    }

    @Override
    public String peer() {
        return connection.peer();
    }

    @Override
    public PeerSession session() {
        return connection.session();
    }

    @Override
    protected void takesRoom() {
        connection.takesRoom(this);
    }

    @Override
    protected @Nullable ScriptSession scripts() {
        return connection.scripts();
    }

    @Override
    protected void answer(LuaValues values) {
        connection.handover().answer(this, Status.OK, values);
    }

    @Override
    protected void answer(long result) {
        connection.handover().answer(this, result);
    }

    @Override
    protected void refuse(Reason reason, LuaValue value) {
        boolean silent = value instanceof LuaNil && reason != Reason.RAISED;
        connection.handover().answer(this, statusOf(reason), silent ? LuaValues.empty() : LuaValues.of(value));
    }

    private static int statusOf(Reason reason) {
        return switch (reason) {
            case RAISED -> Status.EXCEPTION;
            case NO_SUCH_PROCEDURE -> Status.NO_SUCH_PROCEDURE;
            case NOT_CALLABLE -> Status.NOT_CALLABLE;
            case NOT_SERIALIZABLE -> Status.NOT_SERIALIZABLE;
        };
    }
}
