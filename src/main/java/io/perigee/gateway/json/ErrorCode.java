package io.perigee.gateway.json;

import io.perigee.remote.RemoteErrorException.Reason;
import org.jspecify.annotations.Nullable;

/** The kinds of error that a server tells apart, by their names in responses. */
enum ErrorCode {
    RAISED("raised", Reason.RAISED),
    NO_SUCH_PROCEDURE("no-such-procedure", Reason.NO_SUCH_PROCEDURE),
    NOT_CALLABLE("not-callable", Reason.NOT_CALLABLE),
    NOT_SERIALIZABLE("not-serializable", Reason.NOT_SERIALIZABLE),

    /** The request could not be understood, and nothing was called. */
    BAD_REQUEST("bad-request", Reason.RAISED);

    private final String text;
    private final Reason reason;

    ErrorCode(String text, Reason reason) {
        this.text = text;
        this.reason = reason;
    }

    String text() {
        return text;
    }

    Reason reason() {
        return reason;
    }

    static ErrorCode of(Reason reason) {
        return switch (reason) {
            case RAISED -> RAISED;
            case NO_SUCH_PROCEDURE -> NO_SUCH_PROCEDURE;
            case NOT_CALLABLE -> NOT_CALLABLE;
            case NOT_SERIALIZABLE -> NOT_SERIALIZABLE;
        };
    }

    /** The kind of this name; null if it is none of ours. */
    static @Nullable ErrorCode named(String text) {
        for (ErrorCode code : values()) {
            if (code.text.equals(text)) {
                return code;
            }
        }
        return null;
    }
}
