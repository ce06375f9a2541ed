package io.perigee.value;

/**
 * The text of Lua values, as Lua would write them in a program: {@code {name = "gw", ports = {80, 443}}}.
 *
 * <p>What has no literal is shown in angle brackets: {@code <function: 12 bytes>}. A table inside itself is shown as
 * {@code <table 1>}, and the one it stands for as {@code <table 1> {…}}. Strings are escaped so that neither control
 * characters nor bytes that are not UTF-8 pass.
 */
public final class LuaText {
    private static final int LINE_WIDTH = 80;
    private static final int BRIEF_CHARS = 200;

    private LuaText() {}

    /**
     * The value on one line if it fits there, else on several, indented.
     *
     * @throws ValueException if the value expands to more than a million nodes, or is nested deeper than 64 tables
     */
    public static String of(LuaValue value) {
        return render(value, LINE_WIDTH, Walk.MAX_NODES);
    }

    /** As {@link #of(LuaValue)}, always on one line. */
    public static String line(LuaValue value) {
        return render(value, Integer.MAX_VALUE, Walk.MAX_NODES);
    }

    /** The beginning of {@link #line}, for messages; it never fails. */
    public static String brief(LuaValue value) {
        return brief(value, BRIEF_CHARS);
    }

    /** As {@link #brief(LuaValue)}, with another limit to the length, in chars; what is cut off shows as {@code …}. */
    public static String brief(LuaValue value, int maxChars) {
        return new TextWriter(Walk.toJava(value, Walk.MAX_NODES)).brief(value, maxChars);
    }

    static String render(LuaValue value, int width, int maxNodes) {
        return new TextWriter(Walk.toJava(value, maxNodes)).write(value, width);
    }
}
