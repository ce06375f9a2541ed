package io.perigee.codec.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one value. The parser stands on the first token before every method, and on the last one after it. */
final class TaggedJsonReader {
    private final JsonParser in;
    private final TaggedJson.Extension extension;

    /** The tables in the order in which they are met; a table's number is its place here. */
    private final List<LuaTable> tables = new ArrayList<>();

    private final BitSet referred = new BitSet();
    private final BitSet identified = new BitSet();
    private int depth;

    TaggedJsonReader(JsonParser in, TaggedJson.Extension extension) {
        this.in = in;
        this.extension = extension;
    }

    static LuaValues list(JsonParser in, TaggedJson.Extension extension) throws IOException {
        Json.expect(in, JsonToken.START_ARRAY, "values", "an array");
        var values = new ArrayList<LuaValue>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            values.add(new TaggedJsonReader(in, extension).value());
        }
        return LuaValues.wrap(values.toArray(new LuaValue[0]));
    }

    LuaValue value() throws IOException {
        LuaValue value = any();
        referred.andNot(identified);
        if (!referred.isEmpty()) {
            throw error("ref", Integer.toString(referred.nextSetBit(0)), "a table with this \"id\"");
        }
        return value;
    }

    private LuaValue any() throws IOException {
        JsonToken token = in.currentToken();
        if (token == null) {
            throw error("JSON", "nothing", "a value");
        }
        return switch (token) {
            case VALUE_NULL -> LuaNil.NIL;
            case VALUE_TRUE -> LuaBoolean.TRUE;
            case VALUE_FALSE -> LuaBoolean.FALSE;
            case VALUE_NUMBER_INT -> int32();
            case VALUE_NUMBER_FLOAT ->
                throw error("number", in.getText(), "an integer, or {\"double\": \"" + in.getText() + "\"}");
            case VALUE_STRING -> LuaString.of(text());
            case START_OBJECT -> object();
            default -> throw error("value", in.getText(), "a value; a table is {\"table\": [[key, value]]}");
        };
    }

    private LuaValue int32() throws IOException {
        String text = in.getText();
        if (in.getNumberType() != JsonParser.NumberType.INT) {
            throw error("integer", text, "one of 32 bits; beyond it {\"double\": \"" + text + "\"}");
        }
        return LuaInteger.of(in.getIntValue());
    }

    private String text() throws IOException {
        String text = in.getText();
        int alone = Surrogates.alone(text);
        if (alone >= 0) {
            throw error(
                    "string",
                    String.format("\\u%04x alone", (int) text.charAt(alone)),
                    "whole characters, or {\"bytes\": …}");
        }
        return text;
    }

    private LuaValue object() throws IOException {
        if (in.nextToken() != JsonToken.FIELD_NAME) {
            throw error("object", "{}", "one of table, double, bytes, function, ref");
        }
        String name = in.currentName();
        if (name.equals("id") || name.equals("table")) {
            return table();
        }
        LuaValue value = tagged(name);
        in.nextToken();
        Json.expect(in, JsonToken.END_OBJECT, "object", "nothing after \"" + name + "\"");
        return value;
    }

    private LuaValue tagged(String name) throws IOException {
        in.nextToken();
        return switch (name) {
            case "double" -> number();
            case "integer" -> integer();
            case "bytes" -> LuaString.wrap(hex());
            case "ref" -> reference();
            case "mine" -> LuaUserdata.of(new ObjectNumber(true, small(name)));
            case "yours" -> LuaUserdata.of(new ObjectNumber(false, small(name)));
            default -> extended(name);
        };
    }

    private LuaValue extended(String name) throws IOException {
        LuaValue value = extension.read(name, in);
        if (value != null) {
            return value;
        }
        if (name.equals("function")) {
            return LuaFunction.ofBytecode(hex());
        }
        throw error("object", "\"" + name + "\"", "one of table, double, integer, bytes, function, ref, mine, yours");
    }

    private LuaDouble number() throws IOException {
        Json.expect(in, JsonToken.VALUE_STRING, "double", "a string");
        Double value = DoubleText.parse(in.getText());
        if (value == null) {
            throw error("double", in.getText(), "digits as %.17g prints them, nan, inf or -inf");
        }
        return LuaDouble.of(value);
    }

    private LuaInteger integer() throws IOException {
        Json.expect(in, JsonToken.VALUE_STRING, "integer", "a string");
        try {
            return LuaInteger.of(Long.parseLong(in.getText()));
        } catch (NumberFormatException e) {
            throw error("integer", in.getText(), "an integer of 64 bits");
        }
    }

    private byte[] hex() throws IOException {
        Json.expect(in, JsonToken.VALUE_STRING, "bytes", "hex digits in a string");
        try {
            return HexFormat.of().parseHex(in.getText());
        } catch (IllegalArgumentException e) {
            throw error("bytes", in.getText(), "pairs of hex digits");
        }
    }

    private int small(String what) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT || in.getNumberType() != JsonParser.NumberType.INT) {
            throw error(what, Json.found(in), "an integer of 32 bits");
        }
        return in.getIntValue();
    }

    private LuaTable reference() throws IOException {
        int number = small("ref");
        if (number < 1 || number > tables.size()) {
            throw error("ref", Integer.toString(number), "1 to " + tables.size() + ", a table met before");
        }
        referred.set(number);
        return tables.get(number - 1);
    }

    private LuaTable table() throws IOException {
        if (++depth > Json.MAX_TABLE_DEPTH) {
            throw error("depth", Integer.toString(depth), "<= " + Json.MAX_TABLE_DEPTH);
        }
        var table = new LuaTable();
        tables.add(table);
        int number = tables.size();
        boolean pairsRead = false;
        for (var token = in.currentToken(); token != JsonToken.END_OBJECT; token = in.nextToken()) {
            String name = in.currentName();
            in.nextToken();
            if (name.equals("table") && !pairsRead) {
                pairs(table);
                pairsRead = true;
            } else if (name.equals("id")) {
                checkId(number);
            } else {
                throw error("table", "\"" + name + "\"", "\"table\" and \"id\", once each");
            }
        }
        if (!pairsRead) {
            throw error("table", "an id alone", "\"table\": [[key, value]]");
        }
        depth--;
        return table;
    }

    private void checkId(int number) throws IOException {
        int id = small("id");
        if (id != number) {
            throw error("id", Integer.toString(id), number + ", as tables are numbered in the order they are met");
        }
        identified.set(number);
    }

    private void pairs(LuaTable table) throws IOException {
        Json.expect(in, JsonToken.START_ARRAY, "table", "an array of [key, value]");
        while (in.nextToken() != JsonToken.END_ARRAY) {
            Json.expect(in, JsonToken.START_ARRAY, "pair", "[key, value]");
            LuaValue key = element();
            checkKey(key);
            table.put(key, element());
            in.nextToken();
            Json.expect(in, JsonToken.END_ARRAY, "pair", "[key, value]");
        }
    }

    private LuaValue element() throws IOException {
        if (in.nextToken() == JsonToken.END_ARRAY) {
            throw error("pair", "]", "[key, value]");
        }
        return any();
    }

    private static void checkKey(LuaValue key) {
        if (key == LuaNil.NIL) {
            throw new CodecException(CodecError.NIL_KEY, "nil", "a key that is neither nil nor nan");
        }
        if (key instanceof LuaDouble number && Double.isNaN(number.doubleValue())) {
            throw new CodecException(CodecError.NAN_KEY, "nan", "a key that is neither nil nor nan");
        }
    }

    private JsonFormatException error(String what, @Nullable String found, String expected) {
        return JsonFormatException.at(in, what, String.valueOf(found), expected);
    }
}
