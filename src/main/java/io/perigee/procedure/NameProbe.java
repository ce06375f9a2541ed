package io.perigee.procedure;

import io.perigee.value.LuaString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A name that came off the wire, to look up a procedure with: equal to the {@link LuaString} of the same bytes, and
 * reused for the next call, so that a look-up allocates nothing. For one thread.
 */
public final class NameProbe {
    private byte[] bytes = {};
    private int offset;
    private int length;
    private int hash;

    /** The name is these bytes, where they lie: they must stay as they are until it has been looked up. */
    public void set(byte[] in, int start, int count) {
        bytes = in;
        offset = start;
        length = count;
        hash = LuaString.hash(in, start, count);
    }

    public LuaString toLuaString() {
        return LuaString.wrap(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    @Override
    @SuppressWarnings("EqualsUnsafeCast")
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof LuaString name && name.contentEquals(bytes, offset, length));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
