package io.perigee.codec;

import io.netty.buffer.ByteBuf;
import io.perigee.value.LuaValue;

/** Writes values into a buffer. For one thread at a time. */
public interface ValueWriter {

    /**
     * Begins a payload, which may grow by {@code maxBytes} bytes from where the buffer ends now: values that repeat
     * themselves are given up while they grow, not when they are done. A few bytes more are possible.
     */
    void begin(ByteBuf out, int maxBytes);

    /**
     * Writes one top-level value.
     *
     * @throws CodecException if the value has no form in this codec; what was written by then is to be discarded
     */
    void write(ByteBuf out, LuaValue value);

    /**
     * Writes an integer as a top-level value, as {@link #write} would the value that holds it.
     *
     * @throws CodecException if the codec has no number that is equal to it
     */
    void writeInteger(ByteBuf out, long value);

    /** Writes a name, as a string is written. */
    void writeName(ByteBuf out, String name);
}
