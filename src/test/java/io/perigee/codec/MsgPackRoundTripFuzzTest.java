package io.perigee.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.codec.msgpack.MsgPack;
import java.util.EnumSet;

/** Whatever values MessagePack can carry come back the same. */
class MsgPackRoundTripFuzzTest {
    private static final RoundTrip ROUND_TRIP = new RoundTrip(
            MsgPack.INSTANCE,
            Luatobin.INSTANCE,
            false,
            EnumSet.noneOf(CodecError.class),
            EnumSet.of(CodecError.CYCLE, CodecError.DEPTH, CodecError.SIZE_LIMIT, CodecError.UNENCODABLE));

    @FuzzTest
    void roundTrip(byte[] bytes) {
        ROUND_TRIP.check(bytes);
    }
}
