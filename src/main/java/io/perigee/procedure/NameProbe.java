package io.perigee.procedure;

import io.perigee.codec.BigEndian;
import io.perigee.value.LuaString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A name that came off the wire, to look up a procedure with: equal to the {@link LuaString} of the same bytes, and
 * reused for the next call, so that a look-up allocates nothing. For one thread.
 */
public final class NameProbe {
    private static final byte[] NO_BYTES = {};

    private byte[] bytes = NO_BYTES;
    private int offset;
    private int length;

    /** The name that was found last as one number, if it is no longer than that. */
    private long foundWord;

    private Procedures.@Nullable Entry found;
    private @Nullable Object foundIn;

    /** The name is these bytes, where they lie: they must stay as they are until it has been looked up. */
    public void set(byte[] in, int start, int count) {
        if (bytes != in) {
            bytes = in;
        }
        offset = start;
        length = count;
    }

    /** Lets go of the array, and of the procedure that was found last: it may be removed before the next call. */
    public void clear() {
        if (bytes != NO_BYTES) {
            bytes = NO_BYTES;
            length = 0;
            found = null;
            foundIn = null;
        }
    }

    /**
     * What was found last, if it has this name: most calls are of the procedure of the call before.
     *
     * @param generation as given to {@link #remember}
     */
    Procedures.@Nullable Entry lastFound(Object generation) {
        return found != null && foundIn == generation && isName(found.key()) ? found : null;
    }

    /** Entering what compares many bytes at once takes longer than to compare the few that most names have. */
    private boolean isName(LuaString key) {
        return (length == key.length() && isWord()) ? word() == foundWord : is(key);
    }

    private boolean isWord() {
        return length > 0 && length <= Long.BYTES && bytes.length - offset >= Long.BYTES;
    }

    private long word() {
        return BigEndian.getLong(bytes, offset) >>> (Long.SIZE - Byte.SIZE * length);
    }

    /**
     * @param generation stands for the names and procedures as they were when this one was looked up
     */
    void remember(Procedures.Entry entry, Object generation) {
        found = entry;
        foundIn = generation;
        foundWord = 0;
        for (int i = 0; i < length && length <= Long.BYTES; i++) {
            foundWord = foundWord << Byte.SIZE | (bytes[offset + i] & 0xff);
        }
    }

    public LuaString toLuaString() {
        return LuaString.wrap(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    private boolean is(LuaString name) {
        return name.contentEquals(bytes, offset, length);
    }

    @Override
    @SuppressWarnings("EqualsUnsafeCast")
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof LuaString name && is(name));
    }

    @Override
    public int hashCode() {
        return LuaString.hash(bytes, offset, length);
    }
}
