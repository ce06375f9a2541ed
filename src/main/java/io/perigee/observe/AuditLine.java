package io.perigee.observe;

/** A line of names and values, of which no value can end the line or look like another name. */
final class AuditLine {
    private static final int MAX_VALUE_CHARS = 200;

    private final StringBuilder text;

    AuditLine(String kind) {
        text = new StringBuilder(kind);
    }

    AuditLine add(String name, String value) {
        text.append(' ').append(name).append('=');
        if (isPlain(value)) {
            text.append(value);
        } else {
            quote(value);
        }
        return this;
    }

    private static boolean isPlain(String value) {
        return !value.isEmpty()
                && value.length() <= MAX_VALUE_CHARS
                && value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '=');
    }

    /** All but printable ASCII is escaped: what turns lines around, or ends them, is not the same everywhere. */
    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < Math.min(value.length(), MAX_VALUE_CHARS); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                text.append(c);
            } else {
                text.append(String.format("\\u%04x", (int) c));
            }
        }
        text.append(value.length() > MAX_VALUE_CHARS ? "\"..." : "\"");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
