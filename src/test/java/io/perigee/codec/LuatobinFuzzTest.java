package io.perigee.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.perigee.codec.luatobin.Luatobin;
import java.util.EnumSet;

/** The decoder of luatobin bears any bytes: sections 4.7 and 4.8 of {@code protocol-spec.md}. */
class LuatobinFuzzTest {
    private static final Decoding DECODING = new Decoding(
            Luatobin.INSTANCE,
            EnumSet.of(
                    CodecError.TRUNCATED,
                    CodecError.UNKNOWN_TAG,
                    CodecError.BAD_BOOLEAN,
                    CodecError.DEPTH,
                    CodecError.NODES,
                    CodecError.MEMORY,
                    CodecError.BAD_REFERENCE,
                    CodecError.NIL_KEY,
                    CodecError.NAN_KEY,
                    CodecError.STRING_LIMIT,
                    CodecError.TABLE_LIMIT,
                    CodecError.FUNCTION_LIMIT,
                    CodecError.UNKNOWN_OBJECT));

    @FuzzTest
    void decode(byte[] bytes) {
        DECODING.check(bytes);
    }
}
