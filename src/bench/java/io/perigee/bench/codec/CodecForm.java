package io.perigee.bench.codec;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.ValueReader;
import io.perigee.codec.ValueWriter;
import io.perigee.value.LuaValue;

/** A codec of this library, used as a connection uses it. */
final class CodecForm implements Form {
    private static final int MAX_PAYLOAD = 16 << 20;

    private final LuaValue[] values;
    private final ByteOutput out = new ByteOutput(1024);
    private final ValueWriter writer;
    private final ValueReader reader;

    CodecForm(ValueCodec codec, LuaValue[] values) {
        this.values = values;
        writer = codec.newWriter(ObjectReferences.NONE);
        reader = codec.newReader(DecodeLimits.DEFAULT, ObjectReferences.NONE);
    }

    @Override
    public int encode() {
        out.truncate(0);
        writer.begin(out, MAX_PAYLOAD);
        for (LuaValue value : values) {
            writer.write(out, value);
        }
        return out.length();
    }

    @Override
    public Object decode() {
        reader.attach(out.array(), 0, out.length());
        Object decoded = reader.rest();
        reader.detach();
        return decoded;
    }

    @Override
    public byte[] bytes() {
        return out.toByteArray();
    }
}
