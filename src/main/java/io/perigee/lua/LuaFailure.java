package io.perigee.lua;

import io.perigee.lua.engine.LuaEngineException;
import io.perigee.lua.engine.Step;
import io.perigee.procedure.ScriptException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import java.util.concurrent.CompletionException;

/** A run that failed, with the traceback that Lua gave. */
final class LuaFailure extends ScriptException {
    private static final long serialVersionUID = 1L;

    private final String traceback;
    private final long instructions;

    private LuaFailure(Reason reason, LuaValue error, String traceback, long instructions) {
        super(reason, error);
        this.traceback = traceback;
        this.instructions = instructions;
    }

    /** An error of the host's own, of which peers see this one line. */
    static LuaFailure of(String text) {
        return new LuaFailure(Reason.RAISED, LuaString.of(text), "", 0);
    }

    static LuaFailure of(Step.Failed failed) {
        return switch (failed.cause()) {
            case NOT_FOUND -> of(Reason.NO_SUCH_PROCEDURE);
            case NOT_CALLABLE -> of(Reason.NOT_CALLABLE);
            case NOT_SERIALIZABLE -> new LuaFailure(Reason.NOT_SERIALIZABLE, LuaNil.NIL, "", failed.instructions());
            case RAISED, BUDGET, MEMORY, INTERRUPTED, CLOSED ->
                new LuaFailure(Reason.RAISED, failed.error(), failed.traceback(), failed.instructions());
        };
    }

    /** Nothing ran, for a reason that says all. */
    static LuaFailure of(Reason reason) {
        return new LuaFailure(reason, LuaNil.NIL, "", 0);
    }

    /** What an engine's stage failed with: an engine that is gone, or source that does not compile. */
    static LuaFailure of(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof LuaFailure failure) {
            return failure;
        }
        String message = cause instanceof LuaEngineException ? cause.getMessage() : null;
        var failure = of(message == null ? "lua: " + cause : message);
        failure.initCause(cause);
        return failure;
    }

    /** How many it took until it failed, coarsely. */
    long instructions() {
        return instructions;
    }

    /** Lua's frames, one a line, innermost first; empty if there are none. */
    String traceback() {
        return traceback;
    }
}
