package io.perigee.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.perigee.codec.msgpack.MsgPack;
import java.util.EnumSet;

/** The decoder of MessagePack bears any bytes: section 14 of {@code protocol-spec.md}. */
class MsgPackFuzzTest {
    private static final Decoding DECODING = new Decoding(
            MsgPack.INSTANCE,
            EnumSet.of(
                    CodecError.TRUNCATED,
                    CodecError.UNKNOWN_TAG,
                    CodecError.DEPTH,
                    CodecError.NODES,
                    CodecError.MEMORY,
                    CodecError.NIL_KEY,
                    CodecError.NAN_KEY,
                    CodecError.INTEGER_RANGE,
                    CodecError.EXTENSION,
                    CodecError.UNKNOWN_OBJECT));

    @FuzzTest
    void decode(byte[] bytes) {
        DECODING.check(bytes);
    }
}
