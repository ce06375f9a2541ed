package io.perigee.codec.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What every reader of JSON here shares: the factory, and how its errors are told. */
final class Json {
    static final JsonFactory FACTORY = new JsonFactory();

    /** JSON within JSON that is read by recursion; tables of Lua take up to three levels each. */
    static final int MAX_TABLE_DEPTH = 200;

    private Json() {}

    @FunctionalInterface
    interface Reading<T> {
        T read(JsonParser in) throws IOException;
    }

    /** Reads the whole text. */
    static <T> T whole(String text, Reading<T> reading) {
        try (var in = FACTORY.createParser(text)) {
            in.nextToken();
            T result = reading.read(in);
            if (in.nextToken() != null) {
                throw JsonFormatException.at(in, "JSON", in.getText(), "one value");
            }
            return result;
        } catch (JsonProcessingException e) {
            throw new JsonFormatException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void expect(JsonParser in, JsonToken token, String what, String expected) throws IOException {
        if (in.currentToken() != token) {
            throw JsonFormatException.at(in, what, found(in), expected);
        }
    }

    static String found(JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
        return token == null ? "nothing" : in.getText();
    }
}
