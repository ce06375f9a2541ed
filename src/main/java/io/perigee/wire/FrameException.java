package io.perigee.wire;

import java.util.Objects;

/** A stream that breaks the protocol; the message reads {@code code: value (expected: …)}. */
public final class FrameException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FrameError error;

    public FrameException(FrameError error, String found, String expected) {
        // Peers can cause these at will; a trace of our own reading loop tells nobody anything.
        super(error.code() + ": " + found + " (expected: " + expected + ")", null, false, false);
        this.error = error;
    }

    public FrameError error() {
        return error;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
