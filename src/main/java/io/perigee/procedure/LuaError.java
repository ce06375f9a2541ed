package io.perigee.procedure;

import io.perigee.value.LuaString;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;
import org.jspecify.annotations.Nullable;

/**
 * Raises a Lua value at the caller: a string or a table, as Lua's {@code error} does. On the wire it is status 1, section
 * 3.4 of {@code protocol-spec.md}.
 */
public final class LuaError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient LuaValue value;

    /**
     * An error whose value is converted as {@link LuaValue#from} does.
     *
     * @throws io.perigee.value.ValueException if the object has no Lua counterpart
     */
    public LuaError(@Nullable Object value) {
        this(LuaValue.from(value));
    }

    private LuaError(LuaValue value) {
        super(value instanceof LuaString text ? text.toString() : LuaText.brief(value));
        this.value = value;
    }

    /** What is raised. */
    public LuaValue value() {
        return value;
    }
}
