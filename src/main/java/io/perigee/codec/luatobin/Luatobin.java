package io.perigee.codec.luatobin;

import io.perigee.codec.DecodeLimits;
import io.perigee.codec.ObjectReferences;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.ValueReader;
import io.perigee.codec.ValueWriter;

/** The codec of the Lua {@code rpc} module. */
public final class Luatobin implements ValueCodec {
    public static final Luatobin INSTANCE = new Luatobin();

    private Luatobin() {}

    @Override
    public String name() {
        return "luatobin";
    }

    @Override
    public boolean beginsName(int firstByte) {
        return firstByte == Tag.STRING;
    }

    @Override
    public ValueReader newReader(DecodeLimits limits, ObjectReferences references) {
        return new LuatobinReader(limits, references);
    }

    @Override
    public ValueWriter newWriter(ObjectReferences references) {
        return new LuatobinWriter(references);
    }
}
