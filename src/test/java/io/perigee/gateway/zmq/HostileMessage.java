package io.perigee.gateway.zmq;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A row of {@code zmq/hostile-messages.json}.
 *
 * @param to {@code server}: the frames are a message of a DEALER socket; {@code client}: they answer a call, behind its
 *     correlation; {@code port}: they are bytes on a plain connection to a server
 * @param frames in hexadecimal, with {@code HEX*N} for what is repeated and {@code +} between pieces
 * @param cut whether it is not the message that is sent but every beginning of its last frame
 * @param expect the beginning of the answer, or a part of what the call fails with; empty if there is no answer
 */
record HostileMessage(String to, String name, List<String> frames, boolean cut, String expect) {

    static List<HostileMessage> all() {
        var all = new ArrayList<HostileMessage>();
        try (var in = HostileMessage.class.getResourceAsStream("/zmq/hostile-messages.json");
                JsonParser json = new JsonFactory().createParser(in)) {
            Map<String, String> fields = new HashMap<>();
            List<String> frames = new ArrayList<>();
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING && json.getParsingContext().inArray()) {
                    frames.add(json.getText());
                } else if (token.isScalarValue()) {
                    fields.put(json.currentName(), json.getText());
                } else if (token == JsonToken.END_OBJECT) {
                    all.add(new HostileMessage(
                            fields.get("to"),
                            fields.get("name"),
                            List.copyOf(frames),
                            "true".equals(fields.get("cut")),
                            fields.getOrDefault("expect", "")));
                    fields.clear();
                    frames.clear();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    static List<HostileMessage> to(String receiver) {
        return all().stream().filter(message -> message.to.equals(receiver)).toList();
    }

    byte[][] bytes() {
        return frames.stream().map(HostileMessage::bytes).toArray(byte[][]::new);
    }

    private static byte[] bytes(String notation) {
        var out = new ByteArrayOutputStream();
        for (String piece : notation.split("\\+")) {
            String[] hexAndCount = piece.split("\\*");
            byte[] once = HexFormat.of().parseHex(hexAndCount[0]);
            int count = hexAndCount.length == 1 ? 1 : Integer.parseInt(hexAndCount[1]);
            for (int i = 0; i < count; i++) {
                out.writeBytes(once);
            }
        }
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return name;
    }
}
