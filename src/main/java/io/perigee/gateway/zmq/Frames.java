package io.perigee.gateway.zmq;

import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.msgpack.MsgPack;
import io.perigee.codec.msgpack.MsgPackReader;
import io.perigee.value.LuaValue;

/** Frames of MessagePack, which hold one value each. */
final class Frames {
    private Frames() {}

    static MsgPackReader reader(DecodeLimits limits) {
        return MsgPack.MAPS.newReader(limits, ObjectReferences.NONE);
    }

    /**
     * The value that is a whole frame.
     *
     * @throws CodecException if it is none, or more
     */
    static LuaValue read(MsgPackReader reader, byte[] frame) {
        reader.attach(frame, 0, frame.length);
        try {
            LuaValue value = reader.next();
            checkEnd(reader, frame);
            return value;
        } finally {
            reader.detach();
        }
    }

    static void checkEnd(MsgPackReader reader, byte[] frame) {
        if (reader.hasNext()) {
            throw new CodecException(
                    CodecError.TRAILING_BYTES,
                    frame.length - reader.position() + " bytes",
                    "one value and nothing behind it",
                    reader.position());
        }
    }

    static CodecException tooLarge(int bytes, int maxBytes) {
        return new CodecException(CodecError.SIZE_LIMIT, bytes, "<= " + maxBytes);
    }
}
