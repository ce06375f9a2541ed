package io.perigee.bench;

import org.jspecify.annotations.Nullable;

/** A benchmark with a failed call measures nothing: the JVM ends. */
public final class Failures {
    private Failures() {}

    public static IllegalStateException fatal(String what, @Nullable Throwable cause) {
        System.err.println(what + ": " + cause);
        Runtime.getRuntime().halt(1);
        return new IllegalStateException(what, cause);
    }
}
