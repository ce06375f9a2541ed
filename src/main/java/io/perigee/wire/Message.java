package io.perigee.wire;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.ValueReader;
import io.perigee.codec.ValueWriter;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A frame with its meaning. Connections read and write frames without making these; tools and logs show them. */
public sealed interface Message {

    int seq();

    /** A request to run a procedure. */
    record Call(int seq, LuaString procedure, LuaValues args) implements Message {}

    /** The answer to the call of the same number in the other direction. */
    record Response(int seq, int status, LuaValues results) implements Message {}

    /**
     * Reads one frame, header included, and steps behind it.
     *
     * @param in on an array
     * @throws FrameException if it is not one whole frame
     * @throws io.perigee.codec.CodecException if its values are none
     */
    static Message read(ByteBuffer in, ValueReader reader) {
        int available = in.remaining();
        if (available < FrameHeader.SIZE) {
            throw incomplete(available, FrameHeader.SIZE);
        }
        int type = in.get() & 0xff;
        int seq = in.get() & 0xff;
        long size = Integer.toUnsignedLong(in.getInt());
        if (type > FrameHeader.RESPONSE) {
            throw new FrameException(FrameError.UNKNOWN_TYPE, Integer.toString(type), "0 or 1");
        }
        if (size > in.remaining()) {
            throw incomplete(available, FrameHeader.SIZE + size);
        }
        int start = in.arrayOffset() + in.position();
        int end = start + (int) size;
        in.position(in.position() + (int) size);
        return type == FrameHeader.CALL
                ? call(seq, in.array(), start, end, reader)
                : response(seq, in.array(), start, end, reader);
    }

    private static FrameException incomplete(int available, long expected) {
        return new FrameException(FrameError.TRUNCATED, available + " bytes", "a frame of " + expected + " bytes");
    }

    private static Call call(int seq, byte[] in, int start, int end, ValueReader reader) {
        reader.attach(in, start, end);
        try {
            if (!reader.hasNext()) {
                throw new FrameException(FrameError.EMPTY_CALL, "no payload", "the name of a procedure");
            }
            int length = reader.nextName();
            byte[] name = Arrays.copyOfRange(in, reader.position(), reader.position() + length);
            reader.skip(length);
            return new Call(seq, LuaString.wrap(name), reader.rest());
        } finally {
            reader.detach();
        }
    }

    private static Response response(int seq, byte[] in, int start, int end, ValueReader reader) {
        if (start == end) {
            throw new FrameException(FrameError.NO_STATUS, "no payload", "a status byte");
        }
        reader.attach(in, start + 1, end);
        try {
            return new Response(seq, in[start] & 0xff, reader.rest());
        } finally {
            reader.detach();
        }
    }

    /** Writes the frame, header included. */
    default void write(ByteOutput out, ValueWriter writer) {
        int start = out.length();
        LuaValues values;
        if (this instanceof Call call) {
            FrameHeader.begin(out, FrameHeader.CALL, call.seq());
            writer.write(out, call.procedure());
            values = call.args();
        } else {
            var response = (Response) this;
            FrameHeader.begin(out, FrameHeader.RESPONSE, response.seq());
            out.writeByte(response.status());
            values = response.results();
        }
        for (LuaValue value : values.toList()) {
            writer.write(out, value);
        }
        FrameHeader.finish(out, start);
    }
}
