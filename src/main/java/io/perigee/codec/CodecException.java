package io.perigee.codec;

import java.util.Objects;

/** Bytes that are no value, or a value that has no bytes; the message reads {@code what: value (expected: …)}. */
public final class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int NO_OFFSET = -1;

    private final CodecError error;
    private final int offset;

    /** An error in what was to be written. */
    public CodecException(CodecError error, Object found, String expected) {
        this(error, found, expected, NO_OFFSET);
    }

    /** An error at a byte of what was read, counted from 0 at the beginning of the payload. */
    public CodecException(CodecError error, Object found, String expected, int offset) {
        this(error, error.code() + ": " + found + " (expected: " + expected + ")", offset);
    }

    private CodecException(CodecError error, String text, int offset) {
        // Peers can cause these as fast as they can send; the trace would cost more than the message tells.
        super(offset == NO_OFFSET ? text : text + " at byte " + offset, null, false, false);
        this.error = error;
        this.offset = offset;
    }

    /** The same error at a byte of what was read, known to whoever read it. */
    CodecException at(int byteOffset) {
        return new CodecException(error, getMessage(), byteOffset);
    }

    public CodecError error() {
        return error;
    }

    /** The offset in bytes from the beginning of the payload; -1 for errors of writing. */
    public int offset() {
        return offset;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
