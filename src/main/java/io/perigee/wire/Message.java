package io.perigee.wire;

import io.netty.buffer.ByteBuf;
import io.perigee.codec.ValueReader;
import io.perigee.codec.ValueWriter;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;

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
     * @throws FrameException if it is not one whole frame
     * @throws io.perigee.codec.CodecException if its values are none
     */
    static Message read(ByteBuf in, ValueReader reader) {
        int available = in.readableBytes();
        if (available < FrameHeader.SIZE) {
            throw incomplete(available, FrameHeader.SIZE);
        }
        int type = in.readUnsignedByte();
        int seq = in.readUnsignedByte();
        long size = in.readUnsignedInt();
        if (type > FrameHeader.RESPONSE) {
            throw new FrameException(FrameError.UNKNOWN_TYPE, Integer.toString(type), "0 or 1");
        }
        if (size > in.readableBytes()) {
            throw incomplete(available, FrameHeader.SIZE + size);
        }
        int start = in.readerIndex();
        in.skipBytes((int) size);
        return type == FrameHeader.CALL ? call(seq, in, start, reader) : response(seq, in, start, reader);
    }

    private static FrameException incomplete(int available, long expected) {
        return new FrameException(FrameError.TRUNCATED, available + " bytes", "a frame of " + expected + " bytes");
    }

    private static Call call(int seq, ByteBuf in, int start, ValueReader reader) {
        reader.attach(in, start, in.readerIndex());
        try {
            if (!reader.hasNext()) {
                throw new FrameException(FrameError.EMPTY_CALL, "no payload", "the name of a procedure");
            }
            var name = new byte[reader.nextName()];
            in.getBytes(reader.position(), name);
            reader.skip(name.length);
            return new Call(seq, LuaString.wrap(name), reader.rest());
        } finally {
            reader.detach();
        }
    }

    private static Response response(int seq, ByteBuf in, int start, ValueReader reader) {
        if (start == in.readerIndex()) {
            throw new FrameException(FrameError.NO_STATUS, "no payload", "a status byte");
        }
        reader.attach(in, start + 1, in.readerIndex());
        try {
            return new Response(seq, in.getUnsignedByte(start), reader.rest());
        } finally {
            reader.detach();
        }
    }

    /** Writes the frame, header included. */
    default void write(ByteBuf out, ValueWriter writer) {
        int start = out.writerIndex();
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
