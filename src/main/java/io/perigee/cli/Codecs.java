package io.perigee.cli;

import io.perigee.codec.ValueCodec;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.codec.msgpack.MsgPack;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Codecs by their names. */
final class Codecs implements ITypeConverter<ValueCodec> {
    @Override
    public ValueCodec convert(String name) {
        for (ValueCodec codec : List.of(Luatobin.INSTANCE, MsgPack.INSTANCE, MsgPack.STOCKMQ)) {
            if (name.equals(codec.name())) {
                return codec;
            }
        }
        throw new TypeConversionException(name + " (expected: " + Luatobin.INSTANCE.name() + ", "
                + MsgPack.INSTANCE.name() + " or " + MsgPack.STOCKMQ.name() + ")");
    }
}
