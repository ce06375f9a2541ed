package io.perigee.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.codec.msgpack.MsgPack;
import java.util.EnumSet;

/** Whatever values luatobin can carry come back the same. */
class LuatobinRoundTripFuzzTest {
    private static final RoundTrip ROUND_TRIP = new RoundTrip(
            Luatobin.INSTANCE,
            MsgPack.INSTANCE,
            true,
            // A shared table may come first where it is deeper than where it was read.
            EnumSet.of(CodecError.DEPTH),
            EnumSet.of(CodecError.INTEGER_RANGE));

    @FuzzTest
    void roundTrip(byte[] bytes) {
        ROUND_TRIP.check(bytes);
    }
}
