package io.perigee.codec.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import org.jspecify.annotations.Nullable;

/** A text that is not the notation; the message reads {@code what: value (expected: …) at line 1, column 7}. */
public final class JsonFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_CHARS = 40;

    /** Of what Jackson says, which quotes keys as they are. */
    private static final int MESSAGE_CHARS = 200;

    JsonFormatException(String message) {
        super(message);
    }

    /** A text that is not even JSON. */
    public JsonFormatException(JsonProcessingException e) {
        this("JSON", e);
    }

    /** As {@link #JsonFormatException(JsonProcessingException)}, of a kind that has a name. */
    JsonFormatException(String what, JsonProcessingException e) {
        super(what + ": " + shorten(firstLine(e.getOriginalMessage()), MESSAGE_CHARS) + place(e.getLocation()));
    }

    /** An error at the place where the parser stands. */
    public static JsonFormatException at(JsonParser in, String what, String found, String expected) {
        return new JsonFormatException(what + ": " + shorten(found, SHOWN_CHARS) + " (expected: " + expected + ")"
                + place(in.currentTokenLocation()));
    }

    private static String place(@Nullable JsonLocation location) {
        if (location == null) {
            return "";
        }
        return " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** Without the advice for programmers that Jackson adds. */
    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).replaceAll(", from `[^`]*`", "");
    }

    private static String shorten(String text, int maxChars) {
        return text.length() <= maxChars ? text : text.substring(0, maxChars) + "…";
    }
}
