package io.perigee.peer;

import io.netty.buffer.ByteBuf;
import io.perigee.codec.CodecException;
import io.perigee.codec.ValueWriter;
import io.perigee.procedure.InboundCall;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.wire.Status;
import org.jspecify.annotations.Nullable;

/** A call of the peer, and then the answer to it on its way out. */
final class PeerCall extends InboundCall implements Outgoing {
    private final PeerConnection connection;
    final int seq;
    final long startNanos;

    private int status = Status.OK;
    private @Nullable Payload results;
    private @Nullable LuaValue error;

    private @Nullable Outgoing next;
    private int depth;

    PeerCall(PeerConnection connection, int seq, long startNanos) {
        this.connection = connection;
        this.seq = seq;
        this.startNanos = startNanos;
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
    protected void answer(LuaValues values) {
        try {
            results = connection.payload(values);
        } catch (CodecException e) {
            refuseResult();
            return;
        }
        connection.submit(this);
    }

    @Override
    protected void refuse(Reason reason, LuaValue value) {
        error = value;
        status = statusOf(reason);
        LuaValues values = value instanceof LuaNil && reason != Reason.RAISED ? LuaValues.empty() : LuaValues.of(value);
        try {
            results = connection.payload(values);
        } catch (CodecException e) {
            results = connection.payload(LuaValues.of(LuaString.of("error: " + e.getMessage())));
        }
        connection.submit(this);
    }

    private static int statusOf(Reason reason) {
        return switch (reason) {
            case RAISED -> Status.EXCEPTION;
            case NO_SUCH_PROCEDURE -> Status.NO_SUCH_PROCEDURE;
            case NOT_CALLABLE -> Status.NOT_CALLABLE;
            case NOT_SERIALIZABLE -> Status.NOT_SERIALIZABLE;
        };
    }

    /**
     * Writes the payload of the response.
     *
     * @throws CodecException if a result has no form on the wire
     */
    void writeTo(ByteBuf out, ValueWriter writer) {
        out.writeByte(status);
        if (results != null) {
            results.writeTo(out, writer);
        }
    }

    /** Results that could not be written become an error that can; an error stays one. */
    void replaceResults(CodecException cause) {
        if (status == Status.OK) {
            status = Status.NOT_SERIALIZABLE;
            error = LuaString.of("Cannot serialize result");
        } else {
            error = LuaString.of("error: " + cause.getMessage());
        }
        results = connection.payload(LuaValues.of(error));
    }

    /** Where even that is too large, the status must do. */
    void dropResults() {
        results = null;
    }

    @Nullable
    String errorText() {
        return status == Status.OK ? null : String.valueOf(error);
    }

    @Override
    public void proceed() {
        connection.respond(this);
    }

    @Override
    public void abandon(String reason) {
        connection.served(this, reason);
    }

    @Override
    public @Nullable Outgoing next() {
        return next;
    }

    @Override
    public void next(@Nullable Outgoing node) {
        next = node;
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public void depth(int value) {
        depth = value;
    }
}
