package io.perigee.codec;

import java.util.Locale;

/** The ways in which bytes are no value, or a value has no bytes; the names are those of the test vectors. */
public enum CodecError {
    TRUNCATED,
    UNKNOWN_TAG,
    BAD_BOOLEAN,
    DEPTH,
    NODES,
    MEMORY,
    BAD_REFERENCE,
    NIL_KEY,
    NAN_KEY,
    BYTECODE_REFUSED,
    STRING_LIMIT,
    TABLE_LIMIT,
    FUNCTION_LIMIT,
    REFERENCE_LIMIT,
    INTEGER_RANGE,
    SIZE_LIMIT,
    TRAILING_BYTES,
    UNENCODABLE,
    UNKNOWN_OBJECT,
    BAD_NAME,
    EXTENSION,
    CYCLE,
    NUL_BYTE;

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name in the test vectors, such as {@code bad-reference}. */
    public String code() {
        return code;
    }
}
