package io.perigee.lua.engine;

import org.jspecify.annotations.Nullable;

/** An engine is missing, does not open, is gone, or refuses a chunk; the message is one line that says which. */
public final class LuaEngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LuaEngineException(String message) {
        this(message, null);
    }

    public LuaEngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
