package io.perigee.cli.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.perigee.codec.json.JsonFormatException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A vector file.
 *
 * @param codec the codec of its values
 * @param families of its members
 * @param rows of all members, in order
 */
record VectorFile(String name, String codec, Map<String, Family> families, List<Row> rows) {
    private static final JsonFactory FACTORY = new JsonFactory();

    static VectorFile read(Path path) throws IOException {
        String name = String.valueOf(path.getFileName());
        try {
            var members = fields(Files.readString(path));
            var all = Families.beside(path.toAbsolutePath());
            var families = new LinkedHashMap<String, Family>();
            var rows = new ArrayList<Row>();
            members.forEach((member, json) -> {
                if (json.startsWith("[")) {
                    families.put(member, all.of(name, member));
                    rows.addAll(numbered(families.get(member), rows(name, member, json)));
                }
            });
            if (rows.isEmpty()) {
                throw new VectorException(path + ": no rows (expected: a vector file)");
            }
            String codec = members.containsKey("codec")
                    ? ShortForms.value(members.get("codec")).asString()
                    : "luatobin";
            return new VectorFile(name, codec, families, rows);
        } catch (JsonFormatException e) {
            throw new VectorException(path + ": " + e.getMessage());
        }
    }

    /** Rows of recorded files, to which nothing is ever added, are numbered by their place. */
    private static List<Row> numbered(Family family, List<Row> rows) {
        if (family.number().isEmpty()) {
            return rows;
        }
        var numbered = new ArrayList<Row>();
        for (Row row : rows) {
            String id = row.id().isEmpty() ? family.number() + "." + (numbered.size() + 1) : row.id();
            numbered.add(new Row(row.file(), row.member(), id, row.name(), row.fields()));
        }
        return numbered;
    }

    /** The rows in an array of objects. Rows without a name are known by their place. */
    static List<Row> rows(String file, String member, String json) {
        var rows = new ArrayList<Row>();
        for (String element : elements(json)) {
            var fields = fields(element);
            String place = member + "[" + (rows.size() + 1) + "]";
            rows.add(new Row(file, member, text(fields, "case", ""), text(fields, "name", place), fields));
        }
        return rows;
    }

    private static String text(Map<String, String> fields, String field, String otherwise) {
        String json = fields.get(field);
        return json == null ? otherwise : ShortForms.value(json).asString();
    }

    /** The fields of an object, each as JSON. */
    static Map<String, String> fields(String json) {
        return reading(json, JsonToken.START_OBJECT, in -> {
            var fields = new LinkedHashMap<String, String>();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                in.nextToken();
                fields.put(name, copy(in));
            }
            return fields;
        });
    }

    /** The elements of an array, each as JSON. */
    static List<String> elements(String json) {
        return reading(json, JsonToken.START_ARRAY, in -> {
            var elements = new ArrayList<String>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                elements.add(copy(in));
            }
            return elements;
        });
    }

    static String copy(JsonParser in) throws IOException {
        var text = new StringWriter();
        try (var out = FACTORY.createGenerator(text)) {
            out.copyCurrentStructure(in);
        }
        return text.toString();
    }

    private static <T> T reading(String json, JsonToken first, Reading<T> reading) {
        try (var in = FACTORY.createParser(json)) {
            if (in.nextToken() != first) {
                throw JsonFormatException.at(in, "JSON", String.valueOf(in.getText()), first.asString());
            }
            return reading.read(in);
        } catch (JsonProcessingException e) {
            throw new JsonFormatException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(JsonParser in) throws IOException;
    }
}
