package io.perigee.cli.replay;

import io.perigee.value.LuaValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of a vector file: its fields, still as JSON, since what is wrong with a value may be the point of the row.
 *
 * @param id the number of the case, which it keeps for good: {@code 1.3.587}; empty if it has none
 * @param name unique within the member
 */
record Row(String file, String member, String id, String name, Map<String, String> fields) {

    /** How it is told: {@code 1.3.587 luatobin-errors.json: its name}. */
    String title() {
        return (id.isEmpty() ? "" : id + " ") + file + ": " + name;
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    /** True if the field is the JSON true. */
    boolean flag(String field) {
        return "true".equals(fields.get(field));
    }

    /** A text; null where there is none. */
    @Nullable
    String text(String field) {
        String json = fields.get(field);
        return json == null ? null : ShortForms.value(json).asString();
    }

    boolean is(String field, String text) {
        return text.equals(text(field));
    }

    byte[] bytes(String field) {
        return ShortForms.bytes(json(field));
    }

    List<byte[]> bytesList(String field) {
        return VectorFile.elements(json(field)).stream().map(ShortForms::bytes).toList();
    }

    LuaValue value(String field) {
        return ShortForms.value(json(field));
    }

    int number(String field) {
        return value(field).asInt();
    }

    /** The objects in an array. */
    List<Row> rows(String field) {
        return VectorFile.rows(file, field, json(field));
    }

    /** The object in a field. */
    Row row(String field) {
        return new Row(file, field, id, name, VectorFile.fields(json(field)));
    }

    String json(String field) {
        String json = fields.get(field);
        if (json == null) {
            throw new VectorException(name + ": no \"" + field + "\" (expected: one in every row of " + member + ")");
        }
        return json;
    }
}
