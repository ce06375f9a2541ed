package io.perigee.procedure;

import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;

/** A script that did not return what was asked for, and what the peer is told of it. */
public class ScriptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient LuaValue error;

    /** @param error what was raised; nil if nothing was */
    public ScriptException(Reason reason, LuaValue error) {
        super(text(reason, error));
        this.reason = reason;
        this.error = error;
    }

    private static String text(Reason reason, LuaValue error) {
        if (error instanceof LuaNil && reason != Reason.RAISED) {
            return reason.toString();
        }
        return error instanceof LuaString text ? text.toString() : LuaText.brief(error);
    }

    public Reason reason() {
        return reason;
    }

    public LuaValue error() {
        return error;
    }
}
