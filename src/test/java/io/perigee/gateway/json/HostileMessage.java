package io.perigee.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.codec.json.JsonArguments;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * A row of {@code json/hostile-messages.json}: what a peer sends, how the answer's message begins, and what becomes of the
 * connection.
 *
 * <p>{@code send} is a list of parts: text, {@code {"hex": "ff"}}, or {@code {"repeat": "[", "times": 1001}}. {@code
 * length} is the length that is announced instead of the right one, and {@code raw} means that none is. {@code code} is
 * the kind of error, unless it is {@code bad-request}. {@code then} says how it goes on: {@code goes on} for the next
 * request, {@code closes}, or {@code waits} for what does not come, until its time is over, and closes.
 */
record HostileMessage(String name, LuaString bytes, String code, String error, String then) {

    static List<HostileMessage> all() {
        try (var in = HostileMessage.class.getResourceAsStream("/json/hostile-messages.json")) {
            var rows = (LuaTable)
                    JsonArguments.parse(new String(Objects.requireNonNull(in).readAllBytes(), UTF_8));
            return LongStream.rangeClosed(1, rows.length())
                    .mapToObj(index -> of((LuaTable) rows.get(index)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HostileMessage of(LuaTable row) {
        var text = new ByteArrayOutputStream();
        var parts = (LuaTable) row.get("send");
        for (long index = 1; index <= parts.length(); index++) {
            text.writeBytes(part(parts.get(index)));
        }
        var bytes = new ByteArrayOutputStream();
        if (row.get("raw").isNil()) {
            long length =
                    row.get("length").isNil() ? text.size() : row.at("length").asLong();
            bytes.writeBytes(ByteBuffer.allocate(4).putInt((int) length).array());
        }
        bytes.writeBytes(text.toByteArray());
        return new HostileMessage(
                row.at("name").asString(),
                LuaString.wrap(bytes.toByteArray()),
                row.get("code").isNil() ? "bad-request" : row.at("code").asString(),
                row.at("error").asString(),
                row.at("then").asString());
    }

    private static byte[] part(LuaValue part) {
        if (part instanceof LuaString string) {
            return string.toByteArray();
        }
        var table = (LuaTable) part;
        return table.get("hex").isNil()
                ? table.at("repeat")
                        .asString()
                        .repeat(table.at("times").asInt())
                        .getBytes(UTF_8)
                : HexFormat.of().parseHex(table.at("hex").asString());
    }

    @Override
    public String toString() {
        return name;
    }
}
