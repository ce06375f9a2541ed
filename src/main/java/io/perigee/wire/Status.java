package io.perigee.wire;

/** The first byte of a response's payload. */
public final class Status {
    public static final int OK = 0;
    public static final int EXCEPTION = 1;
    public static final int NO_SUCH_PROCEDURE = 2;
    public static final int NOT_CALLABLE = 3;
    public static final int NOT_SERIALIZABLE = 4;

    private Status() {}
}
