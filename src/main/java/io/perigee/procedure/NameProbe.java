package io.perigee.procedure;

import io.perigee.value.LuaString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A name that came off the wire, to look up a procedure with: equal to the {@link LuaString} of the same bytes, and
 * reused for the next call, so that a look-up allocates nothing. For one thread.
 */
public final class NameProbe {
    private byte[] bytes = new byte[64];
    private int length;
    private int hash;

    /** A buffer of at least this many bytes, to be filled before {@link #commit}. */
    public byte[] buffer(int capacity) {
        if (bytes.length < capacity) {
            bytes = new byte[capacity];
        }
        return bytes;
    }

    /** The first {@code count} bytes of the buffer are the name. */
    public void commit(int count) {
        length = count;
        hash = LuaString.hash(bytes, 0, count);
    }

    public LuaString toLuaString() {
        return LuaString.wrap(Arrays.copyOf(bytes, length));
    }

    @Override
    @SuppressWarnings("EqualsUnsafeCast")
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof LuaString name && name.contentEquals(bytes, 0, length));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
