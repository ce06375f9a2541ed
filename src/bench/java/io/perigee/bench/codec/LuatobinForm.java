package io.perigee.bench.codec;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueReader;
import io.perigee.codec.ValueWriter;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.value.LuaValue;

/** The codec of this library, used as a connection uses it. */
final class LuatobinForm implements Form {
    private static final int MAX_PAYLOAD = 16 << 20;

    private final LuaValue[] values;
    private final ByteOutput out = new ByteOutput(1024);
    private final ValueWriter writer = Luatobin.INSTANCE.newWriter(ObjectReferences.NONE);
    private final ValueReader reader = Luatobin.INSTANCE.newReader(DecodeLimits.DEFAULT, ObjectReferences.NONE);

    LuatobinForm(LuaValue[] values) {
        this.values = values;
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
