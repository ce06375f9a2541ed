package io.perigee.cli.replay;

/** A file that is no vector file, or a row that lacks what its kind needs. */
public final class VectorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VectorException(String message) {
        super(message);
    }
}
