package io.perigee.lua.luajava;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Lua's tracebacks without their heading, and without the prelude's own frames. */
final class Tracebacks {
    private static final String HEADING = "stack traceback:";
    private static final String PRELUDE = "perigee:";

    /** What stands behind a frame that others were left for, and where frames are left out. */
    private static final Set<String> TAIL_CALLS = Set.of("(tail call): ?", "(...tail calls...)");

    private static final String LEFT_OUT = "...";

    private Tracebacks() {}

    static String clean(String traceback) {
        var frames = new ArrayList<String>();
        boolean ofPrelude = false;
        for (String line : traceback.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith(HEADING)) {
                continue;
            }
            boolean isNoFrame = TAIL_CALLS.contains(line) || line.equals(LEFT_OUT);
            ofPrelude = line.startsWith(PRELUDE) || (ofPrelude && isNoFrame);
            if (!ofPrelude) {
                frames.add(line);
            }
        }
        return String.join("\n", withoutDriver(frames));
    }

    /** The outermost frame is the prelude's, which each run before has left for the next; it may be left out itself. */
    private static List<String> withoutDriver(List<String> frames) {
        int count = frames.size();
        while (count > 0 && TAIL_CALLS.contains(frames.get(count - 1))) {
            count--;
        }
        boolean isLeftOut = count > 0 && frames.get(count - 1).equals(LEFT_OUT);
        return isLeftOut ? frames.subList(0, count) : frames;
    }
}
