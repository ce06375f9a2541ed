package io.perigee.value;

/** The text of one step of a path: {@code .ports}, {@code [2]}, {@code ["two words"]}. */
final class PathText {
    /** Keys come from the peer and may be long; so much of one is shown. */
    private static final int MAX_KEY_CHARS = 80;

    private PathText() {}

    static void append(StringBuilder path, LuaValue key) {
        if (key instanceof LuaString name && LuaLiterals.isName(name)) {
            path.append('.').append(name);
        } else {
            path.append('[').append(LuaText.brief(key, MAX_KEY_CHARS)).append(']');
        }
    }

    /** The step to a key instead of its value: {@code [key "ports"]}. */
    static void appendKey(StringBuilder path, LuaValue key) {
        path.append("[key ").append(LuaText.brief(key, MAX_KEY_CHARS)).append(']');
    }
}
