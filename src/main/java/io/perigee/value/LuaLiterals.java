package io.perigee.value;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Literals of Lua 5.1, which every later Lua reads as well. */
final class LuaLiterals {
    private static final Set<String> RESERVED = Set.of(
            "and",
            "break",
            "do",
            "else",
            "elseif",
            "end",
            "false",
            "for",
            "function",
            "goto",
            "if",
            "in",
            "local",
            "nil",
            "not",
            "or",
            "repeat",
            "return",
            "then",
            "true",
            "until",
            "while");
    private static final int MAX_NAME_LENGTH = 80;

    private LuaLiterals() {}

    static boolean isName(LuaString string) {
        int length = string.length();
        if (length == 0 || length > MAX_NAME_LENGTH || isDigit(string.byteAt(0))) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            byte b = string.byteAt(i);
            if (!isDigit(b) && !isLetter(b)) {
                return false;
            }
        }
        return !RESERVED.contains(string.toString());
    }

    private static boolean isDigit(int b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isLetter(int b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_';
    }

    static String number(LuaNumber number) {
        double d = number.doubleValue();
        if (Double.isNaN(d)) {
            return "0/0";
        }
        if (Double.isInfinite(d)) {
            return d > 0 ? "math.huge" : "-math.huge";
        }
        return number.toString();
    }

    /** Appends a quoted string, or its beginning: no more than about {@code maxChars}. */
    static void string(StringBuilder out, LuaString string, int maxChars) {
        byte[] bytes = string.unwrap();
        out.append('"');
        int end = out.length() + Math.min(maxChars, Integer.MAX_VALUE - out.length());
        int i = 0;
        while (i < bytes.length && out.length() < end) {
            int length = bytes[i] < 0 ? Utf8.sequence(bytes, i) : 0;
            if (length == 0 || !printable(out, bytes, i, length)) {
                length = 1;
                escape(out, bytes[i] & 0xff, i + 1 < bytes.length && isDigit(bytes[i + 1]));
            }
            i += length;
        }
        out.append(i < bytes.length ? "…" : "\"");
    }

    /** Appends one character of several bytes if it shows; else it is escaped byte by byte. */
    private static boolean printable(StringBuilder out, byte[] bytes, int offset, int length) {
        var character = new String(bytes, offset, length, StandardCharsets.UTF_8);
        if (!shows(character.codePointAt(0))) {
            return false;
        }
        out.append(character);
        return true;
    }

    /** Neither controls nor marks that turn the direction of text round, nor what nobody has defined. */
    private static boolean shows(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static void escape(StringBuilder out, int b, boolean digitFollows) {
        switch (b) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (b >= ' ' && b < 0x7f) {
                    out.append((char) b);
                } else {
                    String digits = Integer.toString(b);
                    out.append('\\')
                            .append(digitFollows ? "0".repeat(3 - digits.length()) : "")
                            .append(digits);
                }
            }
        }
    }
}
