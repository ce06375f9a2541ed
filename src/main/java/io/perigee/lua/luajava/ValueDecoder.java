package io.perigee.lua.luajava;

import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads a table from the string that values.lua made of it, which bounds its depth and how many values it has. */
final class ValueDecoder {
    private final ByteBuffer in;

    private ValueDecoder(ByteBuffer in) {
        this.in = in;
    }

    static LuaValue decode(ByteBuffer in) {
        var decoder = new ValueDecoder(in);
        return decoder.next(in.get());
    }

    private LuaValue next(byte tag) {
        return switch (tag) {
            case 'F' -> LuaBoolean.of(false);
            case 'T' -> LuaBoolean.of(true);
            case 'i' -> LuaInteger.of(in.getInt());
            case 'l' -> LuaInteger.of(in.getLong());
            case 'd' -> LuaDouble.of(in.getDouble());
            case 't' -> number(new String(bytes(in.get()), StandardCharsets.ISO_8859_1));
            case 's' -> LuaString.wrap(bytes(in.getInt()));
            case 'f' -> LuaFunction.ofBytecode(bytes(in.getInt()));
            case '{' -> table();
            default -> throw new IllegalStateException("tag: " + tag + " (expected: one of values.lua)");
        };
    }

    private LuaTable table() {
        var table = new LuaTable();
        for (byte tag = in.get(); tag != '}'; tag = in.get()) {
            LuaValue key = next(tag);
            table.put(key, next(in.get()));
        }
        return table;
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static LuaValue number(String text) {
        return switch (text) {
            case "inf" -> LuaDouble.of(Double.POSITIVE_INFINITY);
            case "-inf" -> LuaDouble.of(Double.NEGATIVE_INFINITY);
            case "nan" -> LuaDouble.of(Double.NaN);
            default -> ValueReader.number(Double.parseDouble(text));
        };
    }
}
