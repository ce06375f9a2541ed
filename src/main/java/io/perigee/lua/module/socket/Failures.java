package io.perigee.lua.module.socket;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Java's exceptions in the words of LuaSocket. */
final class Failures {
    static final String TIMEOUT = "timeout";
    static final String CLOSED = "closed";
    static final String UNKNOWN_HOST = "host or service not provided, or not known";
    static final String BAD_SERVICE = "service not supported for socket type";
    static final String NOT_CONNECTED = "Transport endpoint is not connected";
    static final String BAD_DESCRIPTOR = "Bad file descriptor";
    static final String INVALID_ARGUMENT = "Invalid argument";
    static final String TOO_MANY = "Too many open files";
    static final String ALREADY_CONNECTED = "already connected";

    /** By the operating system's words in lower case; what is not here is passed on as it is. */
    private static final Map<String, String> WORDS = Map.of(
            "connection refused", "connection refused",
            "address already in use", "address already in use",
            "permission denied", "permission denied",
            "connection reset", CLOSED,
            "connection reset by peer", CLOSED,
            "broken pipe", CLOSED,
            "connection timed out", TIMEOUT,
            "socket is not connected", NOT_CONNECTED);

    private Failures() {}

    static String text(IOException failure) {
        if (failure instanceof ClosedChannelException) {
            return CLOSED;
        }
        if (failure instanceof UnknownHostException) {
            return UNKNOWN_HOST;
        }
        if (failure instanceof SocketTimeoutException) {
            return TIMEOUT;
        }
        @Nullable String message = failure.getMessage();
        if (message == null) {
            return failure.getClass().getSimpleName();
        }
        return WORDS.getOrDefault(message.toLowerCase(Locale.ROOT), message);
    }
}
