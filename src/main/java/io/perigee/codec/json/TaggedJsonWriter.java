package io.perigee.codec.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNumber;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Objects;

/** Writes values. Every table is written once, so the text is never larger than the value, however much is shared. */
final class TaggedJsonWriter {
    private final JsonGenerator out;

    TaggedJsonWriter(JsonGenerator out) {
        this.out = out;
    }

    void list(LuaValues values) throws IOException {
        out.writeStartArray();
        for (LuaValue value : values.toList()) {
            value(value);
        }
        out.writeEndArray();
    }

    void value(LuaValue value) throws IOException {
        if (value instanceof LuaTable table) {
            new Graph(table).write();
        } else {
            scalar(value);
        }
    }

    private void scalar(LuaValue value) throws IOException {
        if (value instanceof LuaNumber number) {
            number(number);
        } else if (value instanceof LuaString string) {
            string(string);
        } else if (value instanceof LuaBoolean bool) {
            out.writeBoolean(bool.isTruthy());
        } else if (value instanceof LuaFunction function) {
            tagged("function", HexFormat.of().formatHex(function.bytecode()));
        } else if (value instanceof LuaUserdata userdata) {
            object(userdata.object());
        } else {
            out.writeNull();
        }
    }

    private void number(LuaNumber number) throws IOException {
        boolean minusZero = number instanceof LuaDouble && Double.doubleToRawLongBits(number.doubleValue()) == 1L << 63;
        if (number.isInteger() && !minusZero && (int) number.longValue() == number.longValue()) {
            out.writeNumber((int) number.longValue());
        } else if (number instanceof LuaInteger integer && !integer.fitsDouble()) {
            tagged("integer", integer.toString());
        } else {
            tagged("double", DoubleText.format(number.doubleValue()));
        }
    }

    private void string(LuaString string) throws IOException {
        if (string.isUtf8()) {
            out.writeString(string.toString());
        } else {
            tagged("bytes", HexFormat.of().formatHex(string.unwrap()));
        }
    }

    private void object(Object object) throws IOException {
        if (object instanceof ObjectNumber reference) {
            tagged(reference.senders() ? "mine" : "yours", reference.number());
        } else {
            tagged("object", String.valueOf(object));
        }
    }

    private void tagged(String tag, String text) throws IOException {
        out.writeStartObject();
        out.writeStringField(tag, text);
        out.writeEndObject();
    }

    private void tagged(String tag, int number) throws IOException {
        out.writeStartObject();
        out.writeNumberField(tag, number);
        out.writeEndObject();
    }

    /** The tables of one value: numbered first, so that the first occurrence can tell that there are more. */
    private final class Graph {
        private final LuaTable root;
        private final IdentityHashMap<LuaTable, Node> nodes = new IdentityHashMap<>();

        Graph(LuaTable root) {
            this.root = root;
            number(root, 1);
        }

        private void number(LuaValue value, int depth) {
            if (!(value instanceof LuaTable table)) {
                return;
            }
            if (depth > Json.MAX_TABLE_DEPTH) {
                throw new CodecException(CodecError.DEPTH, depth, "<= " + Json.MAX_TABLE_DEPTH);
            }
            Node known = nodes.get(table);
            if (known != null) {
                known.shared = true;
                return;
            }
            nodes.put(table, new Node(nodes.size() + 1));
            table.forEach((key, element) -> {
                number(key, depth + 1);
                number(element, depth + 1);
            });
        }

        void write() throws IOException {
            write(root);
        }

        private void write(LuaValue value) throws IOException {
            if (!(value instanceof LuaTable table)) {
                scalar(value);
                return;
            }
            // Numbered above; a table that was changed meanwhile is the caller's fault and shows as a failure here.
            Node node = Objects.requireNonNull(nodes.get(table));
            if (node.written) {
                tagged("ref", node.number);
                return;
            }
            node.written = true;
            out.writeStartObject();
            out.writeArrayFieldStart("table");
            for (var pair : table.entries()) {
                out.writeStartArray();
                write(pair.getKey());
                write(pair.getValue());
                out.writeEndArray();
            }
            out.writeEndArray();
            if (node.shared) {
                out.writeNumberField("id", node.number);
            }
            out.writeEndObject();
        }
    }

    private static final class Node {
        final int number;
        boolean shared;
        boolean written;

        Node(int number) {
            this.number = number;
        }
    }
}
