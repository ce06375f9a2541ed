package io.perigee.codec;

import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;

/**
 * Reads the values of one payload, where it lies.
 *
 * <p>To be attached and read until {@link #hasNext} is false, as often as there are payloads, and detached in the end, so
 * that it keeps no array alive. What it returns shares nothing with the array. For one thread at a time.
 */
public interface ValueReader {

    /** Begins at {@code start}; {@code end} is the index behind the last byte. */
    void attach(byte[] in, int start, int end);

    /** Lets go of the array. */
    void detach();

    boolean hasNext();

    /**
     * Reads one top-level value.
     *
     * @throws CodecException if the bytes are no value, or one beyond the limits
     */
    LuaValue next();

    /** Reads all values that are left. */
    LuaValues rest();

    /**
     * Steps over the head of a string and tells its length in bytes; {@link #position} is then its first byte.
     *
     * @throws CodecException of the kind {@code bad-name} if what comes next is no string
     */
    int nextName();

    /** The index in the array of the byte to be read next. */
    int position();

    /** Steps over {@code bytes} bytes. */
    void skip(int bytes);
}
