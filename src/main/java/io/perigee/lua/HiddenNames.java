package io.perigee.lua;

import io.perigee.value.LuaString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What peers that may send no code do not reach in a Lua state, though it is there for its scripts. */
final class HiddenNames {
    static final HiddenNames NONE = new HiddenNames(Set.of(), Set.of());

    /** In bytes; longer paths lead nowhere, see environments.lua. */
    private static final int MAX_PATH = 1024;

    private final Set<String> globals;
    private final TreeSet<String> names;

    /**
     * @param globals hidden with all that is in them
     * @param names dotted; what leads to them is hidden, too, but not what a script has put beside them
     */
    HiddenNames(Collection<String> globals, Collection<String> names) {
        this.globals = Set.copyOf(globals);
        this.names = new TreeSet<>(names);
    }

    boolean contains(LuaString path) {
        if (globals.isEmpty() && names.isEmpty()) {
            return false;
        }
        if (path.length() > MAX_PATH) {
            return true;
        }
        List<String> segments = segments(path.toString());
        if (segments.isEmpty()) {
            return true;
        }
        if (globals.contains(segments.get(0))) {
            return true;
        }
        for (int count = 1; count <= segments.size(); count++) {
            if (names.contains(String.join(".", segments.subList(0, count)))) {
                return true;
            }
        }
        String below = String.join(".", segments) + ".";
        String next = names.ceiling(below);
        return next != null && next.startsWith(below);
    }

    /** Empty ones are skipped, as where paths are followed. */
    private static List<String> segments(String path) {
        var segments = new ArrayList<String>();
        for (int start = 0; start < path.length(); ) {
            int dot = path.indexOf('.', start);
            int end = dot < 0 ? path.length() : dot;
            if (end > start) {
                segments.add(path.substring(start, end));
            }
            start = end + 1;
        }
        return segments;
    }
}
