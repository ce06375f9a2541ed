package io.perigee.cli.notation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.perigee.codec.json.JsonFormatException;
import io.perigee.codec.json.TaggedJson;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.wire.Message;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whole messages as JSON, one a line.
 *
 * <pre>
 * {"type":"call","seq":0,"procedure":"add","args":[3,4]}
 * {"type":"response","seq":0,"status":0,"results":[7]}
 * </pre>
 */
public final class MessageJson {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int MAX_BYTE = 255;

    private MessageJson() {}

    public static String write(Message message) {
        var text = new StringWriter();
        try (var out = FACTORY.createGenerator(text)) {
            out.writeStartObject();
            if (message instanceof Message.Call call) {
                out.writeStringField("type", "call");
                out.writeNumberField("seq", call.seq());
                out.writeFieldName("procedure");
                out.writeRawValue(TaggedJson.write(call.procedure()));
                out.writeFieldName("args");
                out.writeRawValue(TaggedJson.write(call.args()));
            } else if (message instanceof Message.Response response) {
                out.writeStringField("type", "response");
                out.writeNumberField("seq", response.seq());
                out.writeNumberField("status", response.status());
                out.writeFieldName("results");
                out.writeRawValue(TaggedJson.write(response.results()));
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Reads messages, one after the other, until the text ends. */
    public static List<Message> read(String json) {
        var messages = new ArrayList<Message>();
        try (var in = FACTORY.createParser(json)) {
            while (in.nextToken() != null) {
                messages.add(new Fields(in).message());
            }
            return messages;
        } catch (JsonProcessingException e) {
            throw new JsonFormatException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fields of one message, in whatever order they come. */
    private static final class Fields {
        private final JsonParser in;
        private @Nullable String type;
        private @Nullable Integer seq;
        private @Nullable Integer status;
        private @Nullable LuaString procedure;
        private @Nullable LuaValues args;
        private @Nullable LuaValues results;

        Fields(JsonParser in) {
            this.in = in;
        }

        Message message() throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                throw error("message", in.getText(), "an object with \"type\": \"call\" or \"response\"");
            }
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                in.nextToken();
                field(name);
            }
            if ("call".equals(type) && status == null && results == null) {
                return new Message.Call(need(seq, "seq"), need(procedure, "procedure"), need(args, "args"));
            }
            if ("response".equals(type) && procedure == null && args == null) {
                return new Message.Response(need(seq, "seq"), need(status, "status"), need(results, "results"));
            }
            throw error("message", "type " + type, "call with procedure and args, or response with status and results");
        }

        private void field(String name) throws IOException {
            switch (name) {
                case "type" -> type = in.getText();
                case "seq" -> seq = number(name);
                case "status" -> status = number(name);
                case "procedure" -> procedure = name(TaggedJson.read(in));
                case "args" -> args = TaggedJson.readList(in);
                case "results" -> results = TaggedJson.readList(in);
                default -> throw error("message", "\"" + name + "\"", "type, seq, procedure, args, status, results");
            }
        }

        private int number(String what) throws IOException {
            if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && in.getLongValue() >= 0
                    && in.getLongValue() <= MAX_BYTE) {
                return in.getIntValue();
            }
            throw error(what, in.getText(), "an integer from 0 to " + MAX_BYTE);
        }

        private LuaString name(LuaValue value) {
            if (value instanceof LuaString string) {
                return string;
            }
            throw error("procedure", value.type().toString(), "a string");
        }

        private <T> T need(@Nullable T field, String name) {
            if (field == null) {
                throw error("message", "no \"" + name + "\"", "it to be there");
            }
            return field;
        }

        private JsonFormatException error(String what, String found, String expected) {
            return JsonFormatException.at(in, what, found, expected);
        }
    }
}
