package io.perigee.codec;

import io.perigee.value.LuaTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a writer keeps in mind, whatever the codec: the names written last, how long the payload may become, and which
 * tables it is inside of. For one thread at a time.
 */
public abstract class BoundedWriter implements ValueWriter {
    private static final int MAX_DEPTH = DecodeLimits.DEFAULT.maxDepth();
    private static final @Nullable LuaTable[] NONE_OPEN = {};

    private final RecentNames names = new RecentNames(this);

    /** Where the payload begins. */
    private int firstIndex;

    private int maxLength;

    /** By depth, the tables that the current one is inside of, and others that were written before. */
    private @Nullable LuaTable[] open = NONE_OPEN;

    /**
     * @param maxLength how long a payload may become where {@link #begin} has not said it
     */
    protected BoundedWriter(int maxLength) {
        this.maxLength = maxLength;
    }

    @Override
    public final void begin(ByteOutput out, int maxBytes) {
        firstIndex = out.length();
        maxLength = maxBytes;
    }

    @Override
    public final void writeName(ByteOutput out, String name) {
        out.writeBytes(names.encoded(name));
    }

    /** Puts the head of a string before the bytes of a name, which are UTF-8. */
    protected abstract byte[] encodeName(byte[] name);

    /**
     * @throws CodecException if the payload is too long with so many bytes more
     */
    protected final void checkRoom(ByteOutput out, int more) {
        int length = out.length() - firstIndex;
        if (length > maxLength - more) {
            throw new CodecException(
                    CodecError.SIZE_LIMIT, "a payload of more than " + length + " bytes", "<= " + maxLength);
        }
    }

    /**
     * Goes into a table.
     *
     * @param depth 1 for the outermost
     * @throws CodecException if that is too deep
     */
    protected final void enter(LuaTable table, int depth) {
        if (depth > MAX_DEPTH) {
            throw new CodecException(CodecError.DEPTH, depth, "<= " + MAX_DEPTH);
        }
        if (depth >= open.length) {
            open = Arrays.copyOf(open, Math.max(8, 2 * depth));
        }
        open[depth] = table;
    }

    /** True if the table is one of those from the outermost to that of this depth. */
    protected final boolean isOpen(LuaTable table, int depth) {
        for (int i = 1; i <= depth; i++) {
            if (open[i] == table) {
                return true;
            }
        }
        return false;
    }

    /** Is inside of no table any more. */
    protected final void leaveAll() {
        Arrays.fill(open, null);
    }
}
