package io.perigee.procedure;

import io.perigee.value.LuaValue;
import org.jspecify.annotations.Nullable;

/** Raises a Lua value at the caller: a string or a table, as Lua's {@code error} does. */
public final class LuaError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient LuaValue value;

    /** An error whose value is converted as {@link LuaValue#from} does. */
    public LuaError(@Nullable Object value) {
        super(String.valueOf(value));
        this.value = LuaValue.from(value);
    }

    public LuaValue value() {
        return value;
    }
}
