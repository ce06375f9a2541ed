package io.perigee.codec.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a person types for a value: JSON if it is JSON, else a string.
 *
 * <p>Arrays become lists, objects become tables with strings as keys. What JSON cannot say (bytes, other keys, tables
 * that share) is for {@link TaggedJson}.
 */
public final class JsonArguments {
    private JsonArguments() {}

    /** The value of one argument; a nil in an array leaves a hole, one in an object no pair. */
    public static LuaValue parse(String argument) {
        try (var in = Json.FACTORY.createParser(argument)) {
            if (in.nextToken() == null) {
                return LuaString.of(argument);
            }
            LuaValue value = PlainJsonReader.ofArgument(in).value();
            return in.nextToken() == null ? value : LuaString.of(argument);
        } catch (JsonProcessingException e) {
            return LuaString.of(argument);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
