package io.perigee.gateway.json.luau;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How things are written in Luau. */
final class Luau {
    private static final Set<String> KEYWORDS = Set.of(
            ("and break do else elseif end false for function if in local nil not or repeat return then true until"
                            + " while")
                    .split(" "));

    private Luau() {}

    static boolean isIdentifier(String text) {
        return text.matches("[A-Za-z_][A-Za-z0-9_]*") && !KEYWORDS.contains(text);
    }

    /** The text, or what is like it and can be the name of a variable. */
    static String identifier(String text) {
        String clean = text.replaceAll("[^A-Za-z0-9_]", "_");
        return isIdentifier(clean) ? clean : KEYWORDS.contains(clean) ? clean + "_" : "_" + clean;
    }

    /** A key as it stands before its value in a table. */
    static String key(String text) {
        return isIdentifier(text) ? text : "[" + string(text) + "]";
    }

    static String string(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c < ' ' || c == 127) {
                quoted.append(String.format("\\%03d", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }

    static String type(LuauType type) {
        if (type instanceof LuauType.Basic basic) {
            return basic.name().toLowerCase(Locale.ROOT);
        } else if (type instanceof LuauType.Array array) {
            return "{ " + type(array.element()) + " }";
        } else if (type instanceof LuauType.Dictionary dictionary) {
            return "{ [" + type(dictionary.key()) + "]: " + type(dictionary.value()) + " }";
        } else if (type instanceof LuauType.Optional optional) {
            String inner = type(optional.type());
            return optional.type() instanceof LuauType.Choice ? "(" + inner + ")?" : inner + "?";
        } else if (type instanceof LuauType.Choice choice) {
            return choice.strings().stream().map(Luau::string).collect(Collectors.joining(" | "));
        }
        return ((LuauType.Named) type).name();
    }

    /** What stands behind the parameters. */
    static String results(@Nullable List<LuauType> results) {
        if (results == null) {
            return "...any";
        }
        String types = results.stream().map(Luau::type).collect(Collectors.joining(", "));
        return results.size() == 1 ? types : "(" + types + ")";
    }

    static String parameters(LuauFunction function) {
        String fixed = function.parameters().stream()
                .map(parameter -> parameter.name() + ": " + type(parameter.type()))
                .collect(Collectors.joining(", "));
        LuauType rest = function.rest();
        if (rest == null) {
            return fixed;
        }
        return fixed + (fixed.isEmpty() ? "" : ", ") + "...: " + type(rest);
    }
}
