package io.perigee.cli;

import io.perigee.codec.ValueCodec;
import io.perigee.codec.luatobin.Luatobin;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Codecs by their names. */
final class Codecs implements ITypeConverter<ValueCodec> {
    @Override
    public ValueCodec convert(String name) {
        if (name.equals(Luatobin.INSTANCE.name())) {
            return Luatobin.INSTANCE;
        }
        throw new TypeConversionException(name + " (expected: " + Luatobin.INSTANCE.name() + ")");
    }
}
