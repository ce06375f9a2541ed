package io.perigee.cli.demo;

/** The demonstration did not go as it should. */
public final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoException(String message) {
        super(message);
    }
}
