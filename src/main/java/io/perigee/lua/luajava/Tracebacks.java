package io.perigee.lua.luajava;

import java.util.stream.Collectors;

/** Lua's tracebacks without their heading, and without the prelude's own frames. */
final class Tracebacks {
    private static final String PRELUDE = "perigee:";

    private Tracebacks() {}

    static String clean(String traceback) {
        return traceback
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("stack traceback:") && !line.startsWith(PRELUDE))
                .collect(Collectors.joining("\n"));
    }
}
