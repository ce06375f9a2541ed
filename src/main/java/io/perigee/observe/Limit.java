package io.perigee.observe;

import java.util.Locale;

/** What a server or one of its connections may take; section 9 of {@code protocol-spec.md}. */
public enum Limit {
    /** Connections of a server: one more is closed as it comes. */
    CONNECTIONS("connection-limit"),

    /** Bytes that a server has read and not worked off: those that hold the most, and longest, end. */
    RECEIVED("receive-limit"),

    /** Bytes that peers of a server do not take: those that hold up the most, and longest, end. */
    UNSENT("send-limit"),

    /** Calls that a server runs, of procedures that may block: more of them wait. */
    CALLS("call-limit"),

    /** Bytes of a frame: its connection ends. */
    FRAME_SIZE("size-limit"),

    /** From the first byte of a frame to its last: its connection ends. */
    FRAME_TIME,

    /** From the beginning of a connection to the end of its first frame: it ends. */
    FIRST_FRAME_TIME,

    /** Nothing came, and nothing was due: the connection ends. */
    IDLE_TIME,

    /** The peer took nothing of what waits for it: its connection ends. */
    SEND_TIME;

    private final String code;

    Limit() {
        this.code = name().toLowerCase(Locale.ROOT).replace("_time", "").replace('_', '-') + "-timeout";
    }

    Limit(String code) {
        this.code = code;
    }

    /** How errors, reasons and logs begin that tell of it, such as {@code frame-timeout}. */
    public String code() {
        return code;
    }
}
