package io.perigee.codec.json;

import com.fasterxml.jackson.core.JsonParser;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Lua values as JSON that keeps all of Lua: the notation of {@code test-vectors/FORMAT.md}.
 *
 * <p>Tables are lists of pairs and keep their identity: one that occurs more than once is written once, and cycles are
 * as good as trees. What is written is one line.
 *
 * <table>
 * <caption>Notation</caption>
 * <tr><td>{@code null}, {@code true}, {@code 42}, {@code "text"}</td><td>nil, booleans, int32 numbers, UTF-8</td></tr>
 * <tr><td>{@code {"double": "0.5"}}</td><td>any other number, as {@code %.17g}; nan, inf and -inf</td></tr>
 * <tr><td>{@code {"integer": "9007199254740993"}}</td><td>an integer that no double holds</td></tr>
 * <tr><td>{@code {"bytes": "00ff"}}</td><td>a string that is not UTF-8</td></tr>
 * <tr><td>{@code {"table": [[key, value]], "id": 2}}</td><td>a table; {@code {"ref": 2}} is the same one again</td></tr>
 * <tr><td>{@code {"function": "1b4c7561"}}</td><td>a function, as bytecode</td></tr>
 * <tr><td>{@code {"mine": 1}}, {@code {"yours": 1}}</td><td>object number 1 of the sender, of the receiver</td></tr>
 * <tr><td>{@code {"object": "Gateway"}}</td><td>an object without a number: written, never read</td></tr>
 * </table>
 */
public final class TaggedJson {
    private TaggedJson() {}

    /** Additional notations: what an object means whose first name is none of the above. */
    @FunctionalInterface
    public interface Extension {
        Extension NONE = (name, in) -> null;

        /**
         * Reads what stands under {@code name} and leaves the parser on its last token; null if the name is unknown.
         */
        @Nullable
        LuaValue read(String name, JsonParser in) throws IOException;
    }

    /**
     * Reads one value.
     *
     * @throws JsonFormatException if the text is not the notation; the message tells where
     * @throws io.perigee.codec.CodecException if a table has a key that Lua does not allow
     */
    public static LuaValue read(String json) {
        return read(json, Extension.NONE);
    }

    /** As {@link #read(String)}, with more notations. */
    public static LuaValue read(String json, Extension extension) {
        return Json.whole(json, in -> new TaggedJsonReader(in, extension).value());
    }

    /** Reads an array of values, each with tables of its own. */
    public static LuaValues readList(String json) {
        return Json.whole(json, TaggedJson::readList);
    }

    /** Reads the array on whose first token the parser stands, and leaves it on the last. */
    public static LuaValues readList(JsonParser in) throws IOException {
        return TaggedJsonReader.list(in, Extension.NONE);
    }

    /** Reads the value on whose first token the parser stands, and leaves it on the last. */
    public static LuaValue read(JsonParser in) throws IOException {
        return new TaggedJsonReader(in, Extension.NONE).value();
    }

    /** Writes one value, as one line. */
    public static String write(LuaValue value) {
        return writing(out -> out.value(value));
    }

    /** Writes an array of values, as one line. */
    public static String write(LuaValues values) {
        return writing(out -> out.list(values));
    }

    private static String writing(Writing writing) {
        var text = new StringWriter();
        try (var out = Json.FACTORY.createGenerator(text)) {
            writing.write(new TaggedJsonWriter(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    @FunctionalInterface
    private interface Writing {
        void write(TaggedJsonWriter out) throws IOException;
    }
}
