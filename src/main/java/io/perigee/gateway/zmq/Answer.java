package io.perigee.gateway.zmq;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecException;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.msgpack.MsgPack;
import io.perigee.gateway.ErrorText;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;

/**
 * What answers a request: two frames, the status as it is, and MessagePack.
 *
 * <pre>
 *   OK     nil for no result, the value for one, an array for several
 *   ERROR  what was raised
 * </pre>
 */
final class Answer {
    private static final byte[] OK = "OK".getBytes(US_ASCII);
    private static final byte[] ERROR = "ERROR".getBytes(US_ASCII);

    private static final int USUAL_BYTES = 64;

    private final byte[] status;
    private final byte[] content;

    private Answer(byte[] status, byte[] content) {
        this.status = status;
        this.content = content;
    }

    byte[] status() {
        return status;
    }

    byte[] content() {
        return content;
    }

    /**
     * @throws CodecException if the results have no form, or are more than {@code maxBytes}
     */
    static Answer of(LuaValues results, int maxBytes) {
        var out = new ByteOutput(USUAL_BYTES);
        var writer = MsgPack.MAPS.newWriter(ObjectReferences.NONE);
        writer.begin(out, maxBytes);
        if (results.size() > 1) {
            writer.writeArray(out, results.size());
        }
        for (int i = 0; i < Math.max(1, results.size()); i++) {
            writer.write(out, results.get(i));
        }
        return new Answer(OK, checked(out, maxBytes));
    }

    /** With what was raised if it has a form, or else a text. */
    static Answer error(LuaValue error, String text, int maxBytes) {
        if (!(error instanceof LuaNil)) {
            try {
                return new Answer(ERROR, bytes(error, maxBytes));
            } catch (RuntimeException e) {
                // It has none, or others change a table while it is written. The text says what it was.
            }
        }
        return error(text);
    }

    static Answer error(String text) {
        return new Answer(ERROR, bytes(LuaString.of(ErrorText.brief(text)), Integer.MAX_VALUE));
    }

    /** One value, as events have it. */
    static byte[] bytes(LuaValue value, int maxBytes) {
        var out = new ByteOutput(USUAL_BYTES);
        var writer = MsgPack.MAPS.newWriter(ObjectReferences.NONE);
        writer.begin(out, maxBytes);
        writer.write(out, value);
        return checked(out, maxBytes);
    }

    private static byte[] checked(ByteOutput out, int maxBytes) {
        if (out.length() > maxBytes) {
            throw Frames.tooLarge(out.length(), maxBytes);
        }
        return out.toByteArray();
    }
}
