package io.perigee.cli.notation;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.json.ObjectNumber;
import io.perigee.value.LuaValue;

/** One value and its bytes, outside any connection. */
public final class ValueBytes {
    private ValueBytes() {}

    /** Reads one value that takes all the bytes; functions pass, and objects show as their numbers. */
    public static LuaValue decode(ValueCodec codec, byte[] bytes) {
        return decode(codec, bytes, true, ObjectNumber.REFERENCES);
    }

    /** As {@link #decode(ValueCodec, byte[])}, as strict as one likes. */
    public static LuaValue decode(ValueCodec codec, byte[] bytes, boolean functions, ObjectReferences objects) {
        var reader = codec.newReader(DecodeLimits.DEFAULT.withFunctions(functions), objects);
        reader.attach(bytes, 0, bytes.length);
        LuaValue value = reader.next();
        if (reader.hasNext()) {
            throw new CodecException(
                    CodecError.TRAILING_BYTES,
                    bytes.length - reader.position() + " bytes left",
                    "the end",
                    reader.position());
        }
        return value;
    }

    public static byte[] encode(ValueCodec codec, LuaValue value) {
        var out = new ByteOutput(256);
        codec.newWriter(ObjectNumber.REFERENCES).write(out, value);
        return out.toByteArray();
    }
}
