package io.perigee.wire;

import java.util.Locale;

/** The ways in which a stream breaks the protocol; the names are those of the test vectors. */
public enum FrameError {
    SIZE_LIMIT,
    UNKNOWN_TYPE,
    FRAME_TIMEOUT,
    TRUNCATED,
    DUPLICATE_NUMBER,
    UNEXPECTED_RESPONSE,
    EMPTY_CALL,
    NO_STATUS,
    UNKNOWN_STATUS,
    TLS_EXPECTED,
    TLS_UNEXPECTED;

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name in the test vectors, such as {@code size-limit}. */
    public String code() {
        return code;
    }
}
