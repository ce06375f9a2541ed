package io.perigee.lua.luajava;

import java.util.Optional;

/** Whether luajava is on the class path, found out without loading any of it. */
final class Dependencies {
    private static final String GROUP = "party.iroiro.luajava";
    private static final String VERSION = "4.0.2";

    private Dependencies() {}

    static Optional<String> missing(Dialect dialect) {
        if (!isThere("party/iroiro/luajava/LuaNatives.class")) {
            return Optional.of(sentence(dialect, "luajava", ""));
        }
        if (!isThere("party/iroiro/luajava/" + dialect.id + "/" + dialect.artifactClass + ".class")) {
            return Optional.of(sentence(dialect, dialect.id, ""));
        }
        if (!isThere(NativesDirectory.libraryName(dialect))) {
            return Optional.of(sentence(dialect, dialect.id + "-platform", ":natives-desktop"));
        }
        return Optional.empty();
    }

    private static boolean isThere(String resource) {
        return Dependencies.class.getClassLoader().getResource(resource) != null;
    }

    private static String sentence(Dialect dialect, String artifact, String classifier) {
        return "engine: " + dialect.id + " needs " + GROUP + ":" + artifact + ":" + VERSION + classifier
                + " (expected: on the class path)";
    }
}
