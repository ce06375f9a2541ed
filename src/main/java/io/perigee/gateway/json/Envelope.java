package io.perigee.gateway.json;

import com.fasterxml.jackson.core.JsonToken;
import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecException;
import io.perigee.codec.json.JsonFormatException;
import io.perigee.codec.json.PlainJson;
import io.perigee.codec.json.PlainJsonReader;
import io.perigee.gateway.GatewaySettings;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Requests and responses of one dialect. What is written has room for its length in front; what is read comes without.
 * Thread-safe.
 */
final class Envelope {
    /** Of a message of which nothing longer fits. */
    private static final int SHORT_CHARS = 100;

    private final JsonDialect dialect;
    private final PlainJson json;

    Envelope(JsonDialect dialect, GatewaySettings settings) {
        this.dialect = dialect;
        this.json = new PlainJson(settings.limits(), settings.maxMessage(), dialect.emptyTable());
    }

    /**
     * @param to what is in it is replaced
     * @return the same
     * @throws io.perigee.codec.CodecException if something has no form in JSON, or the text would be too long
     */
    ByteOutput writeRequest(ByteOutput to, LuaString function, LuaValues values) {
        return write(to, out -> {
            out.generator().writeStartObject();
            out.generator().writeFieldName(dialect.function());
            out.string(function);
            out.generator().writeFieldName(dialect.values());
            out.list(values);
            out.generator().writeEndObject();
        });
    }

    /**
     * @throws JsonFormatException if the text is no request
     */
    Request readRequest(byte[] text) {
        return json.read(text, in -> {
            in.expect(JsonToken.START_OBJECT, "request", "an object");
            LuaString function = null;
            LuaValues values = LuaValues.empty();
            while (in.parser().nextToken() != JsonToken.END_OBJECT) {
                String name = in.parser().currentName();
                in.parser().nextToken();
                if (name.equals(dialect.function())) {
                    function = in.string(name);
                } else if (name.equals(dialect.values())) {
                    values = values(in);
                } else {
                    in.value();
                }
            }
            if (function == null) {
                throw in.error("request", "an object with \"" + dialect.function() + "\"");
            }
            return new Request(function, values);
        });
    }

    /** In Lua, an empty list is an empty table, and libraries there write it as an object. */
    private LuaValues values(PlainJsonReader in) throws IOException {
        if (in.parser().currentToken() == JsonToken.START_OBJECT) {
            if (in.parser().nextToken() != JsonToken.END_OBJECT) {
                throw in.error(dialect.values(), "an array");
            }
            return LuaValues.empty();
        }
        return in.list(dialect.values());
    }

    /**
     * @throws io.perigee.codec.CodecException as {@link #writeRequest}
     */
    ByteOutput writeResults(ByteOutput to, LuaValues results) {
        return write(to, out -> {
            if (dialect.result().isEmpty()) {
                out.value(results.get(0));
                return;
            }
            out.generator().writeStartObject();
            if (results.size() == 1) {
                out.generator().writeFieldName(dialect.result());
                out.value(results.get(0));
            } else {
                out.generator().writeFieldName(dialect.results());
                out.list(results);
            }
            out.generator().writeEndObject();
        });
    }

    /**
     * @param data the value that was raised; null if the message says it all
     * @throws io.perigee.codec.CodecException as {@link #writeRequest}
     */
    ByteOutput writeError(ByteOutput to, ErrorCode code, String message, @Nullable LuaValue data) {
        return write(to, out -> {
            out.generator().writeStartObject();
            out.generator().writeFieldName(dialect.error());
            // What a peer calls may have bytes that are no text; to be told of them is worth a few question marks.
            LuaString text = LuaString.of(message);
            if (dialect.code().isEmpty()) {
                out.string(text);
            } else {
                out.generator().writeStartObject();
                out.generator().writeStringField(dialect.code(), code.text());
                out.generator().writeFieldName(dialect.message());
                out.string(text);
                if (data != null) {
                    out.generator().writeFieldName(dialect.data());
                    out.value(data);
                }
                out.generator().writeEndObject();
            }
            out.generator().writeEndObject();
        });
    }

    /**
     * As {@link #writeError}, of what there is room for: without the value if it has no form or is too long, and of a long
     * message its beginning.
     *
     * @throws io.perigee.codec.CodecException if not even that fits
     */
    ByteOutput writeWhatFits(ByteOutput to, ErrorCode code, String message, @Nullable LuaValue data) {
        if (data != null) {
            try {
                return writeError(to, code, message, data);
            } catch (RuntimeException | Error e) {
                // Its text says what it was.
            }
        }
        try {
            return writeError(to, code, message, null);
        } catch (CodecException e) {
            return writeError(to, code, message.substring(0, Math.min(message.length(), SHORT_CHARS)) + "…", null);
        }
    }

    /**
     * @throws JsonFormatException if the text is no response
     */
    Response readResponse(byte[] text) {
        return json.read(text, in -> dialect.result().isEmpty() ? bare(in) : enveloped(in));
    }

    /** Some write all that a response can have, and null for what it has not. */
    private Response enveloped(PlainJsonReader in) throws IOException {
        in.expect(JsonToken.START_OBJECT, "response", "an object");
        LuaValue result = null;
        LuaValues results = null;
        LuaValue error = LuaNil.NIL;
        while (in.parser().nextToken() != JsonToken.END_OBJECT) {
            String name = in.parser().currentName();
            if (in.parser().nextToken() != JsonToken.VALUE_NULL && name.equals(dialect.results())) {
                results = in.list(name);
                continue;
            }
            LuaValue value = in.value();
            if (name.equals(dialect.result())) {
                result = value;
            } else if (name.equals(dialect.error())) {
                error = value;
            }
        }
        if (!(error instanceof LuaNil)) {
            return failure(error);
        }
        if (results != null && (result == null || result instanceof LuaNil)) {
            return new Response.Results(results);
        }
        if (result == null) {
            throw in.error(
                    "response",
                    "an object with \"" + dialect.result() + "\", \"" + dialect.results() + "\" or \"" + dialect.error()
                            + "\"");
        }
        return new Response.Results(LuaValues.of(result));
    }

    private Response bare(PlainJsonReader in) throws IOException {
        LuaValue value = in.value();
        if (value instanceof LuaTable table && !(table.get(dialect.error()) instanceof LuaNil)) {
            return failure(table.get(dialect.error()));
        }
        return new Response.Results(LuaValues.of(value));
    }

    /** An error of a kind that we know is what was raised; any other is all that the daemon says of it. */
    private Response failure(LuaValue error) {
        if (error instanceof LuaTable table && !(table.get(dialect.message()) instanceof LuaNil)) {
            LuaValue code = table.get(dialect.code());
            ErrorCode known = code instanceof LuaString text ? ErrorCode.named(text.toString()) : null;
            if (known == ErrorCode.NO_SUCH_PROCEDURE || known == ErrorCode.NOT_CALLABLE) {
                // There is nothing that anybody raised; the message is for those who know no kinds.
                return new Response.Failure(known.reason(), LuaNil.NIL);
            }
            if (known != null) {
                LuaValue data = table.get(dialect.data());
                return new Response.Failure(
                        known.reason(), data instanceof LuaNil ? table.get(dialect.message()) : data);
            }
            if (code instanceof LuaNil && table.size() == 1) {
                return new Response.Failure(Reason.RAISED, table.get(dialect.message()));
            }
        }
        return new Response.Failure(Reason.RAISED, error);
    }

    /** Leaves room for the length in front; what was there before is gone. */
    private ByteOutput write(ByteOutput out, PlainJson.Writing writing) {
        out.truncate(0);
        out.append(Integer.BYTES);
        json.write(out, writing);
        return out;
    }
}
