package io.perigee.gateway.json.luau;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Finds the functions of a module of Luau in its text: those that {@link LuauModule} writes, and those that a person
 * declares as {@code function library.name(…)}. Types that are declared elsewhere are any type here.
 */
final class ModuleReader {
    /** What is in parentheses, in which types of functions may have their own. */
    private static final String PARAMETERS = "\\(((?:[^()]++|\\((?:[^()]++|\\([^()]*+\\))*+\\))*+)\\)";

    private static final String RESULTS = "(?:[ \\t]*:[ \\t]*([^\\n]+?))?[ \\t]*\\n";
    private static final Pattern DECLARED =
            Pattern.compile("(?<![\\w.])function[ \\t]+\\w+\\.([\\w.]+)[ \\t]*" + PARAMETERS + RESULTS);
    private static final Pattern WRITTEN =
            Pattern.compile("= function" + PARAMETERS + RESULTS + "\\s*(?:return )?\\(?library\\.call\\(\"([^\"]+)\"");

    private ModuleReader() {}

    /**
     * @throws IllegalArgumentException if there is no function in it
     */
    static Library read(String source) {
        var functions = new LinkedHashMap<String, LuauFunction>();
        DECLARED.matcher(source).results().forEach(found -> add(functions, found, found.group(1), 2));
        WRITTEN.matcher(source).results().forEach(found -> add(functions, found, found.group(3), 1));
        if (functions.isEmpty()) {
            throw new IllegalArgumentException(
                    "module: no function found (expected: function library.name(…) at least once)");
        }
        return new Library(List.copyOf(functions.values()), Map.of());
    }

    private static void add(Map<String, LuauFunction> functions, MatchResult found, String name, int parameters) {
        String results = found.group(parameters + 1);
        String head = name + "(" + found.group(parameters) + ")";
        LuauFunction function;
        try {
            function = SignatureReader.lenient(results == null ? head : head + ": " + results)
                    .read();
        } catch (IllegalArgumentException e) {
            // A type that is more than simple; the name is what counts.
            function = LuauFunction.untyped(name);
        }
        functions.put(name, function);
    }
}
