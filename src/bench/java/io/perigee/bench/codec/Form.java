package io.perigee.bench.codec;

/** A way to write the values of a sample into bytes and to read them from there, with everything that can be reused. */
interface Form {

    /** The length in bytes of what was written. */
    int encode();

    /** What was read from the bytes that {@link #encode} wrote last. */
    Object decode();

    /** A copy of these bytes. */
    byte[] bytes();
}
