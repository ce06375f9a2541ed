package io.perigee.gateway;

import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;

/** Errors as one line, for dialects that have nothing else to tell reasons by. */
public final class ErrorText {
    /** It may quote what peers sent. */
    private static final int MAX_CHARS = 4096;

    private static final String NOT_FOUND = "function '%s' not found";
    private static final String NOT_CALLABLE = "'%s' is not a function";
    private static final String NOT_SERIALIZABLE = "Cannot serialize result";

    private ErrorText() {}

    /** The line for an error, no longer than can always be sent: its text if it has one, else its value, else the reason. */
    public static String of(Reason reason, LuaValue error, String procedure) {
        return brief(whole(reason, error, procedure));
    }

    /** A text, or the beginning of one that is too long. */
    public static String brief(String text) {
        return text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "…" : text;
    }

    private static String whole(Reason reason, LuaValue error, String procedure) {
        if (error instanceof LuaString) {
            return error.toString();
        }
        if (!(error instanceof LuaNil)) {
            return LuaText.brief(error);
        }
        return switch (reason) {
            case RAISED -> "nil";
            case NO_SUCH_PROCEDURE -> NOT_FOUND.formatted(procedure);
            case NOT_CALLABLE -> NOT_CALLABLE.formatted(procedure);
            case NOT_SERIALIZABLE -> NOT_SERIALIZABLE;
        };
    }

    /** The reason that such a line means; terminals put the name of their script before it. */
    public static Reason reason(String text, String procedure) {
        if (text.endsWith(NOT_FOUND.formatted(procedure))) {
            return Reason.NO_SUCH_PROCEDURE;
        }
        if (text.endsWith(NOT_CALLABLE.formatted(procedure))) {
            return Reason.NOT_CALLABLE;
        }
        return Reason.RAISED;
    }
}
