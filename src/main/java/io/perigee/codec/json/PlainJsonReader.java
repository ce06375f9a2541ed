package io.perigee.codec.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.perigee.codec.DecodeLimits;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;

/**
 * Reads values of one document. The parser stands on the first token before every method, and on the last one after it.
 * For one thread.
 */
public final class PlainJsonReader {
    private final JsonParser in;
    private final int maxDepth;
    private final int maxNodes;
    private final boolean rounding;
    private int depth;

    /** Of all values so far: a document may have many. */
    private int nodes;

    private PlainJsonReader(JsonParser in, int maxDepth, int maxNodes, boolean rounding) {
        this.in = in;
        this.maxDepth = maxDepth;
        this.maxNodes = maxNodes;
        this.rounding = rounding;
    }

    PlainJsonReader(JsonParser in, DecodeLimits limits) {
        this(in, limits.maxDepth(), limits.maxNodes(), false);
    }

    /** Reads what a person typed: an integer that neither a long nor a double holds is the nearest double, as in Lua. */
    static PlainJsonReader ofArgument(JsonParser in) {
        return new PlainJsonReader(in, Json.MAX_TABLE_DEPTH, Integer.MAX_VALUE, true);
    }

    /** The parser, for what is around the values. */
    public JsonParser parser() {
        return in;
    }

    /**
     * Reads one value. An array is a table with the keys 1, 2 and so on, and null leaves a hole in it; an object is a
     * table with strings as keys, and null no pair.
     */
    public LuaValue value() throws IOException {
        depth = 0;
        return any();
    }

    /** Reads an array of values, in which null is nil and counts. */
    public LuaValues list(String what) throws IOException {
        expect(JsonToken.START_ARRAY, what, "an array");
        var values = new ArrayList<LuaValue>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            values.add(value());
        }
        return LuaValues.wrap(values.toArray(new LuaValue[0]));
    }

    /** Reads a string. */
    public LuaString string(String what) throws IOException {
        expect(JsonToken.VALUE_STRING, what, "a string");
        return LuaString.of(text());
    }

    /**
     * Sees to it that the parser stands on such a token.
     *
     * @throws JsonFormatException if not; its message begins with {@code what}
     */
    public void expect(JsonToken token, String what, String expected) throws IOException {
        if (in.currentToken() != token) {
            throw error(what, expected);
        }
    }

    /** An error about the token on which the parser stands: {@code what: token (expected: …) at line 1, column 7}. */
    public JsonFormatException error(String what, String expected) throws IOException {
        return JsonFormatException.at(in, what, Json.found(in), expected);
    }

    private LuaValue any() throws IOException {
        if (++nodes > maxNodes) {
            throw JsonFormatException.at(in, "nodes", "more", "<= " + maxNodes);
        }
        return switch (in.currentToken()) {
            case VALUE_NULL -> LuaNil.NIL;
            case VALUE_TRUE -> LuaBoolean.TRUE;
            case VALUE_FALSE -> LuaBoolean.FALSE;
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> number();
            case VALUE_STRING -> LuaString.of(text());
            case START_ARRAY -> array();
            case START_OBJECT -> object();
            default -> throw error("value", "a JSON value");
        };
    }

    private LuaValue integer() throws IOException {
        if (in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            // There is no negative zero among integers, but it is what a double says.
            return in.getLongValue() == 0 && in.getText().startsWith("-")
                    ? LuaDouble.of(-0.0)
                    : LuaInteger.of(in.getLongValue());
        }
        BigInteger exact = in.getBigIntegerValue();
        double nearest = exact.doubleValue();
        if (rounding) {
            return LuaDouble.of(nearest);
        }
        if (Double.isInfinite(nearest)
                || !new BigDecimal(nearest).toBigInteger().equals(exact)) {
            throw error("integer-range", "one of 64 bits, or one that a double holds");
        }
        return LuaDouble.of(nearest);
    }

    private LuaDouble number() throws IOException {
        if (in.isNaN()) {
            throw error("number", "a finite one, as JSON has no other");
        }
        double value = in.getDoubleValue();
        if (Double.isInfinite(value)) {
            throw error("number-range", "one that a double holds");
        }
        return LuaDouble.of(value);
    }

    private String text() throws IOException {
        return whole(in.getText());
    }

    /** Escapes may stand for half a character, which has no form in UTF-8. */
    private String whole(String text) {
        int alone = Surrogates.alone(text);
        if (alone >= 0) {
            throw JsonFormatException.at(
                    in, "surrogate", String.format("\\u%04x alone", (int) text.charAt(alone)), "whole characters");
        }
        return text;
    }

    private LuaTable array() throws IOException {
        enter();
        var table = new LuaTable();
        for (long index = 1; in.nextToken() != JsonToken.END_ARRAY; index++) {
            LuaValue element = any();
            if (element != LuaNil.NIL) {
                table.put(index, element);
            }
        }
        depth--;
        return table;
    }

    private LuaTable object() throws IOException {
        enter();
        var table = new LuaTable();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            LuaString name = LuaString.of(whole(in.currentName()));
            in.nextToken();
            table.put(name, any());
        }
        depth--;
        return table;
    }

    private void enter() {
        if (++depth > maxDepth) {
            throw JsonFormatException.at(in, "depth", Integer.toString(depth), "<= " + maxDepth);
        }
    }
}
