package io.perigee.transport;

import java.io.FileNotFoundException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no connection, in the words of a person.
 *
 * <p>Netty tells the system call, the error's number and the address once more, and Java sometimes nothing but the
 * class of the exception.
 */
public final class ConnectFailure {

    /** What systems say, in small letters, wherever it stands in the message. */
    private static final List<String> PHRASES = List.of(
            "connection refused",
            "connection timed out",
            "connection reset",
            "no route to host",
            "host is unreachable",
            "network is unreachable",
            "address already in use",
            "cannot assign requested address",
            "permission denied",
            "no such file or directory",
            "file name too long",
            "too many open files");

    private ConnectFailure() {}

    public static String text(@Nullable Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "no such host";
        }
        String message = cause == null ? null : cause.getMessage();
        if (message != null) {
            String small = message.toLowerCase(Locale.ROOT);
            return PHRASES.stream().filter(small::contains).findFirst().orElse(message);
        }
        if (cause instanceof FileNotFoundException) {
            return "no such file or directory";
        }
        return cause instanceof NoRouteToHostException ? "no route to host" : String.valueOf(cause);
    }
}
