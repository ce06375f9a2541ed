package io.perigee.remote;

import io.perigee.value.LuaString;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;

/** The peer answered with an error: the procedure raised one, or there is no such procedure. */
public final class RemoteErrorException extends RpcException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient LuaValue error;

    /** Why the peer did not answer with results; the numbers are those of section 3.4 of {@code protocol-spec.md}. */
    public enum Reason {
        /** Status 1: the procedure raised an error; {@link #error()} is its value. */
        RAISED("error raised"),
        /** Status 2. */
        NO_SUCH_PROCEDURE("no such procedure"),
        /** Status 3: there is something of that name, and it is not a procedure. */
        NOT_CALLABLE("not callable"),
        /** Status 4: the procedure ran, and its result has no form on the wire. */
        NOT_SERIALIZABLE("result not serialisable");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    public RemoteErrorException(String procedure, String peer, Reason reason, LuaValue error) {
        super(procedure, peer, Outcome.ANSWERED, message(reason, error), null);
        this.reason = reason;
        this.error = error;
    }

    private static String message(Reason reason, LuaValue error) {
        if (error.isNil()) {
            return reason.text;
        }
        return reason == Reason.RAISED && error instanceof LuaString
                ? error.toString()
                : reason.text + ": " + LuaText.brief(error);
    }

    /** Which kind of error it is. */
    public Reason reason() {
        return reason;
    }

    /** What the procedure raised: a string, a table, anything; nil where the peer sent nothing. */
    public LuaValue error() {
        return error;
    }
}
