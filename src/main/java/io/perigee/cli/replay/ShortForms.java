package io.perigee.cli.replay;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.perigee.codec.json.JsonFormatException;
import io.perigee.codec.json.TaggedJson;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The short forms of the vector files, which keep big values and long bytes small. */
final class ShortForms implements TaggedJson.Extension {
    private static final ShortForms INSTANCE = new ShortForms();
    private static final String NUMBER = "########";

    private ShortForms() {}

    static LuaValue value(String json) {
        return TaggedJson.read(json, INSTANCE);
    }

    /** Bytes as hex in a string, or in parts that are repeated. */
    static byte[] bytes(String json) {
        if (!json.startsWith("{")) {
            return HexFormat.of().parseHex(value(json).asString());
        }
        var out = new ByteArrayOutputStream();
        for (String part : VectorFile.elements(VectorFile.fields(json).getOrDefault("parts", "[]"))) {
            List<String> hexAndTimes = VectorFile.elements(part);
            String hex = value(hexAndTimes.get(0)).asString();
            int times = value(hexAndTimes.get(1)).asInt();
            for (int i = 1; i <= times; i++) {
                out.writeBytes(HexFormat.of()
                        .parseHex(hex.replace(NUMBER, HexFormat.of().toHexDigits(i))));
            }
        }
        return out.toByteArray();
    }

    @Override
    public @Nullable LuaValue read(String name, JsonParser in) throws IOException {
        return switch (name) {
            case "repeat" -> repeat(in);
            case "fill" -> fill(in);
            case "nest" -> nest(in.getIntValue());
            case "function" -> in.currentToken() == JsonToken.START_OBJECT ? function(in) : null;
            default -> null;
        };
    }

    private static LuaString repeat(JsonParser in) throws IOException {
        in.nextToken();
        byte[] piece = TaggedJson.read(in).asBytes();
        var all = new ByteArrayOutputStream();
        for (int n = last(in); n > 0; n--) {
            all.writeBytes(piece);
        }
        return LuaString.wrap(all.toByteArray());
    }

    private static LuaTable fill(JsonParser in) throws IOException {
        in.nextToken();
        String index = null;
        LuaValue value = LuaValue.nil();
        if (in.currentToken() == JsonToken.START_OBJECT) {
            index = indexKind(in);
        } else {
            value = TaggedJson.read(in);
        }
        int size = last(in);
        var table = new LuaTable(size);
        for (int i = 1; i <= size; i++) {
            table.put(i, index == null ? value : indexed(index, i));
        }
        return table;
    }

    private static String indexKind(JsonParser in) throws IOException {
        in.nextToken();
        if (!"index".equals(in.currentName())) {
            throw JsonFormatException.at(in, "fill", in.currentName(), "a scalar or {\"index\": …}");
        }
        String kind = in.nextTextValue();
        in.nextToken();
        return kind;
    }

    private static LuaValue indexed(String kind, int i) {
        if (kind.equals("integer")) {
            return LuaInteger.of(i);
        }
        if (kind.equals("string")) {
            return LuaString.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(i).array());
        }
        var loop = new LuaTable();
        return loop.put(1, loop);
    }

    /** Built from the inside, as it may be deeper than any stack. */
    private static LuaTable nest(int depth) {
        var table = new LuaTable();
        for (int i = 1; i < depth; i++) {
            table = new LuaTable().put(1, table);
        }
        return table;
    }

    private static LuaFunction function(JsonParser in) throws IOException {
        return LuaFunction.ofBytecode(bytes(VectorFile.copy(in)));
    }

    /** The number that ends a short form of two elements. */
    private static int last(JsonParser in) throws IOException {
        in.nextToken();
        int number = in.getIntValue();
        in.nextToken();
        return number;
    }
}
