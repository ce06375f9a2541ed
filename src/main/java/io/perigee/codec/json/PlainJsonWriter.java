package io.perigee.codec.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaNumber;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes values into one document. Tables that are shared are written out wherever they are; those that contain
 * themselves are refused. For one thread.
 */
public final class PlainJsonWriter {
    private final JsonGenerator out;
    private final int maxDepth;
    private final EmptyTable emptyTable;

    /** The tables around the value that is being written, outermost first. */
    private final List<LuaTable> path = new ArrayList<>();

    PlainJsonWriter(JsonGenerator out, int maxDepth, EmptyTable emptyTable) {
        this.out = out;
        this.maxDepth = maxDepth;
        this.emptyTable = emptyTable;
    }

    /** The generator, for what is around the values. */
    public JsonGenerator generator() {
        return out;
    }

    /**
     * Writes one value.
     *
     * @throws CodecException if it has no form in JSON
     */
    public void value(LuaValue value) throws IOException {
        if (value instanceof LuaString string) {
            string(string);
        } else if (value instanceof LuaNumber number) {
            number(number);
        } else if (value instanceof LuaTable table) {
            table(table);
        } else if (value instanceof LuaBoolean bool) {
            out.writeBoolean(bool.isTruthy());
        } else if (value instanceof LuaNil) {
            out.writeNull();
        } else {
            throw unencodable("a " + value.type(), "a value that JSON has");
        }
    }

    /** Writes an array of values, in which nil is null. */
    public void list(LuaValues values) throws IOException {
        out.writeStartArray();
        for (int i = 0; i < values.size(); i++) {
            value(values.get(i));
        }
        out.writeEndArray();
    }

    /** Writes a string, which must be UTF-8. */
    public void string(LuaString string) throws IOException {
        check(string);
        out.writeUTF8String(string.unwrap(), 0, string.length());
    }

    private static void check(LuaString string) {
        if (!string.isUtf8()) {
            throw unencodable("a string of " + string.length() + " bytes that is no UTF-8", "text");
        }
    }

    private void number(LuaNumber number) throws IOException {
        if (number instanceof LuaInteger integer) {
            if (!integer.fitsDouble()) {
                throw new CodecException(CodecError.INTEGER_RANGE, integer, "an integer that a double holds");
            }
            out.writeNumber(integer.longValue());
            return;
        }
        double value = number.doubleValue();
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw unencodable(number, "a finite number, as JSON has no other");
        }
        out.writeNumber(value);
    }

    private void table(LuaTable table) throws IOException {
        enter(table);
        if (table.isEmpty()) {
            empty();
        } else if (table.isList()) {
            array(table, table.length());
        } else if (firstKey(table) instanceof LuaNumber) {
            array(table, lengthWithHoles(table));
        } else {
            object(table);
        }
        path.remove(path.size() - 1);
    }

    private void enter(LuaTable table) {
        if (path.size() == maxDepth) {
            // Looked for only here: no cycle ends before.
            boolean cyclic = path.stream().anyMatch(outer -> outer == table);
            throw cyclic
                    ? unencodable("a table that contains itself", "a tree")
                    : new CodecException(CodecError.DEPTH, maxDepth + 1, "<= " + maxDepth);
        }
        path.add(table);
    }

    private void empty() throws IOException {
        if (emptyTable == EmptyTable.ARRAY) {
            out.writeStartArray();
            out.writeEndArray();
        } else {
            out.writeStartObject();
            out.writeEndObject();
        }
    }

    private void array(LuaTable table, long length) throws IOException {
        out.writeStartArray();
        for (long index = 1; index <= length; index++) {
            value(table.get(index));
        }
        out.writeEndArray();
    }

    private static LuaValue firstKey(LuaTable table) {
        for (int place = 0; place < table.placeCount(); place++) {
            LuaValue key = table.keyAt(place);
            if (key != null) {
                return key;
            }
        }
        throw new IllegalStateException("table: changed while it was written (expected: left alone)");
    }

    /** The highest key of a table that has only positive integers as keys, and is no more than half empty. */
    private static long lengthWithHoles(LuaTable table) {
        long length = 0;
        for (int place = 0; place < table.placeCount(); place++) {
            LuaValue key = table.keyAt(place);
            if (key == null) {
                continue;
            }
            if (!(key instanceof LuaNumber number) || !number.isInteger() || number.longValue() < 1) {
                throw badKey(key, "keys that are all strings, or all positive integers");
            }
            length = Math.max(length, number.longValue());
        }
        if (length > 2L * table.size()) {
            throw badKey(
                    LuaInteger.of(length), "at most " + 2L * table.size() + ", so that half of the array is there");
        }
        return length;
    }

    private void object(LuaTable table) throws IOException {
        out.writeStartObject();
        for (int place = 0; place < table.placeCount(); place++) {
            LuaValue key = table.keyAt(place);
            if (key == null) {
                continue;
            }
            if (!(key instanceof LuaString name)) {
                throw badKey(key, "keys that are all strings, or all positive integers");
            }
            check(name);
            out.writeFieldName(name.toString());
            value(table.valueAt(place));
        }
        out.writeEndObject();
    }

    private static CodecException badKey(LuaValue key, String expected) {
        String found = key instanceof LuaNumber || key instanceof LuaBoolean ? key.toString() : "a " + key.type();
        return unencodable("the key " + found, expected);
    }

    private static CodecException unencodable(Object found, String expected) {
        return new CodecException(CodecError.UNENCODABLE, found, expected);
    }
}
