package io.perigee.codec.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;

/** A text that is not the notation; the message reads {@code what: value (expected: …) at line 1, column 7}. */
public final class JsonFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_CHARS = 40;

    JsonFormatException(String message) {
        super(message);
    }

    static JsonFormatException at(JsonParser in, String what, String found, String expected) {
        return new JsonFormatException(
                what + ": " + shorten(found) + " (expected: " + expected + ")" + place(in.currentTokenLocation()));
    }

    static JsonFormatException syntax(JsonProcessingException e) {
        return new JsonFormatException("JSON: " + firstLine(e.getOriginalMessage()) + place(e.getLocation()));
    }

    private static String place(JsonLocation location) {
        return " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static String shorten(String found) {
        return found.length() <= SHOWN_CHARS ? found : found.substring(0, SHOWN_CHARS) + "…";
    }
}
