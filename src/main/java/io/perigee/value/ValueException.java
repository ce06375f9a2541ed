package io.perigee.value;

import org.jspecify.annotations.Nullable;

/** A value that is not what was expected; the message reads {@code path: found (expected: what)}. */
public final class ValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ValueException(String message) {
        super(message);
    }

    public ValueException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static ValueException mismatch(LuaView found, String expected) {
        return new ValueException(found.path() + ": " + found.value().type() + " (expected: " + expected + ")");
    }
}
