package io.perigee.lua;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The frames of Lua as those of Java: {@code lua.area(shapes.lua:12)}. */
final class LuaFrames {
    private static final String LANGUAGE = "lua";

    /** As the line of a frame that is not of the language itself counts in Java. */
    private static final int NATIVE_LINE = -2;

    private static final Pattern FRAME = Pattern.compile("\\s*(.+?):(?:([0-9]+):)? in (.+)");
    private static final Pattern NAME = Pattern.compile("^[a-z]+ (?:\\S+ )?'([^']*)'$");
    private static final Pattern DEFINITION = Pattern.compile("^function <(.*)>$");

    private LuaFrames() {}

    /** Puts the frames of Lua above those that the exception has. */
    static <T extends Throwable> T splice(T thrown, String traceback) {
        var frames = new ArrayList<>(parse(traceback));
        if (!frames.isEmpty()) {
            frames.addAll(List.of(thrown.getStackTrace()));
            thrown.setStackTrace(frames.toArray(StackTraceElement[]::new));
        }
        return thrown;
    }

    static List<StackTraceElement> parse(String traceback) {
        var frames = new ArrayList<StackTraceElement>();
        for (String line : traceback.split("\n")) {
            Matcher frame = FRAME.matcher(line);
            if (frame.matches()) {
                String number = frame.group(2);
                frames.add(new StackTraceElement(
                        LANGUAGE,
                        function(frame.group(3)),
                        frame.group(1),
                        number == null ? NATIVE_LINE : Integer.parseInt(number)));
            }
        }
        return frames;
    }

    /** {@code function 'area'}, {@code main chunk}, {@code function <shapes.lua:3>}, as the dialects have them. */
    private static String function(String text) {
        Matcher name = NAME.matcher(text);
        if (name.matches()) {
            return name.group(1);
        }
        Matcher definition = DEFINITION.matcher(text);
        return definition.matches() ? "function <" + definition.group(1) + ">" : text;
    }
}
