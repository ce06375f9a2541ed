package io.perigee.lua;

import io.perigee.value.LuaValue;

/** A script of the host's own failed, or did not compile; its first frames are those of Lua. */
public final class LuaScriptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient LuaValue error;
    private final String text;
    private final String traceback;

    LuaScriptException(String script, LuaFailure failure) {
        super(script + ": " + failure.getMessage(), failure.getCause());
        this.error = failure.error();
        this.text = String.valueOf(failure.getMessage());
        this.traceback = failure.traceback();
    }

    /** What was raised. */
    public LuaValue error() {
        return error;
    }

    /** The error as text, which most often begins with its place. */
    public String text() {
        return text;
    }

    /** As Lua writes it, one frame a line, innermost first; empty if there is none. */
    public String traceback() {
        return traceback;
    }
}
