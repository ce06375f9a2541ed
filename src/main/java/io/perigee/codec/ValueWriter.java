package io.perigee.codec;

import io.perigee.value.LuaValue;

/** Appends values to bytes. For one thread at a time. */
public interface ValueWriter {

    /**
     * Begins a payload, which may grow by {@code maxBytes} bytes from where the output ends now: values that repeat
     * themselves are given up while they grow, not when they are done. A few bytes more are possible.
     */
    void begin(ByteOutput out, int maxBytes);

    /**
     * Writes one top-level value.
     *
     * @throws CodecException if the value has no form in this codec; what was written by then is to be discarded
     */
    void write(ByteOutput out, LuaValue value);

    /**
     * Writes an integer as a top-level value, as {@link #write} would the value that holds it.
     *
     * @throws CodecException if the codec has no number that is equal to it
     */
    void writeInteger(ByteOutput out, long value);

    /** Writes a name, as a string is written. */
    void writeName(ByteOutput out, String name);
}
