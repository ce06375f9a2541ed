package io.perigee.codec.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
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
    private final JsonParser in;
    private int depth;

    private JsonArguments(JsonParser in) {
        this.in = in;
    }

    /** The value of one argument; a nil in an array leaves a hole, one in an object no pair. */
    public static LuaValue parse(String argument) {
        try (var in = Json.FACTORY.createParser(argument)) {
            if (in.nextToken() == null) {
                return LuaString.of(argument);
            }
            LuaValue value = new JsonArguments(in).value();
            return in.nextToken() == null ? value : LuaString.of(argument);
        } catch (JsonProcessingException e) {
            return LuaString.of(argument);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LuaValue value() throws IOException {
        return switch (in.currentToken()) {
            case VALUE_NULL -> LuaNil.NIL;
            case VALUE_TRUE -> LuaBoolean.TRUE;
            case VALUE_FALSE -> LuaBoolean.FALSE;
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> LuaDouble.of(in.getDoubleValue());
            case START_ARRAY -> list();
            case START_OBJECT -> table();
            default -> LuaString.of(in.getText());
        };
    }

    /** An integer that no long holds is the nearest double, as in Lua. */
    private LuaValue integer() throws IOException {
        return in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? LuaDouble.of(in.getDoubleValue())
                : LuaInteger.of(in.getLongValue());
    }

    private LuaTable list() throws IOException {
        enter();
        var table = new LuaTable();
        for (int index = 1; in.nextToken() != JsonToken.END_ARRAY; index++) {
            table.put(index, value());
        }
        depth--;
        return table;
    }

    private LuaTable table() throws IOException {
        enter();
        var table = new LuaTable();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            table.put(name, value());
        }
        depth--;
        return table;
    }

    private void enter() {
        if (++depth > Json.MAX_TABLE_DEPTH) {
            throw JsonFormatException.at(in, "depth", Integer.toString(depth), "<= " + Json.MAX_TABLE_DEPTH);
        }
    }
}
