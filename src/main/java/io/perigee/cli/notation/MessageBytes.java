package io.perigee.cli.notation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.ValueReader;
import io.perigee.codec.json.ObjectNumber;
import io.perigee.wire.FrameError;
import io.perigee.wire.FrameException;
import io.perigee.wire.FrameHeader;
import io.perigee.wire.Message;
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
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        ValueReader reader = codec.newReader(DecodeLimits.DEFAULT.withFunctions(true), ObjectNumber.REFERENCES);
        var messages = new ArrayList<Message>();
        while (in.isReadable()) {
            checkSize(in);
            messages.add(Message.read(in, reader));
        }
        return messages;
    }

    /** Told apart from a message that is merely cut, as a peer tells them apart. */
    private static void checkSize(ByteBuf in) {
        if (in.readableBytes() >= FrameHeader.SIZE && in.getUnsignedByte(in.readerIndex()) <= FrameHeader.RESPONSE) {
            long size = in.getUnsignedInt(in.readerIndex() + FrameHeader.SIZE_OFFSET);
            if (size > MAX_PAYLOAD) {
                throw new FrameException(FrameError.SIZE_LIMIT, Long.toString(size), "<= " + MAX_PAYLOAD);
            }
        }
    }

    public static byte[] encode(ValueCodec codec, Message message) {
        ByteBuf out = Unpooled.buffer();
        message.write(out, codec.newWriter(ObjectNumber.REFERENCES));
        return ByteBufUtil.getBytes(out);
    }
}
