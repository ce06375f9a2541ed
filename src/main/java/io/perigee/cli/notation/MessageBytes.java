package io.perigee.cli.notation;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.ValueReader;
import io.perigee.codec.json.ObjectNumber;
import io.perigee.wire.FrameError;
import io.perigee.wire.FrameException;
import io.perigee.wire.FrameHeader;
import io.perigee.wire.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Whole messages and their bytes, outside any connection. */
public final class MessageBytes {
    /** The largest payload that peers take unless told otherwise. */
    public static final int MAX_PAYLOAD = 16 << 20;

    private MessageBytes() {}

    /**
     * Reads messages until the bytes end.
     *
     * @throws FrameException if they do not end with a message
     * @throws io.perigee.codec.CodecException if the values of one are none
     */
    public static List<Message> decode(ValueCodec codec, byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        ValueReader reader = codec.newReader(DecodeLimits.DEFAULT.withFunctions(true), ObjectNumber.REFERENCES);
        var messages = new ArrayList<Message>();
        while (in.hasRemaining()) {
            checkSize(in);
            messages.add(Message.read(in, reader));
        }
        return messages;
    }

    /** Told apart from a message that is merely cut, as a peer tells them apart. */
    private static void checkSize(ByteBuffer in) {
        if (in.remaining() >= FrameHeader.SIZE && (in.get(in.position()) & 0xff) <= FrameHeader.RESPONSE) {
            long size = Integer.toUnsignedLong(in.getInt(in.position() + FrameHeader.SIZE_OFFSET));
            if (size > MAX_PAYLOAD) {
                throw new FrameException(FrameError.SIZE_LIMIT, Long.toString(size), "<= " + MAX_PAYLOAD);
            }
        }
    }

    public static byte[] encode(ValueCodec codec, Message message) {
        var out = new ByteOutput(256);
        message.write(out, codec.newWriter(ObjectNumber.REFERENCES));
        return out.toByteArray();
    }
}
