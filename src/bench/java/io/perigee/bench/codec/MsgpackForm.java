package io.perigee.bench.codec;

import io.perigee.value.LuaBoolean;
import io.perigee.value.LuaDouble;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;

/** The same values with msgpack-core: strings as strings, tables as maps, read into the same model. */
final class MsgpackForm implements Form {
    private final LuaValue[] values;
    private final ReusedBuffer buffer = new ReusedBuffer();
    private final MessagePacker packer = MessagePack.DEFAULT_PACKER_CONFIG.newPacker(buffer);
    private final MessageUnpacker unpacker = MessagePack.DEFAULT_UNPACKER_CONFIG.newUnpacker(buffer);
    private final LuaValue[] scratch = new LuaValue[16];

    MsgpackForm(LuaValue[] values) {
        this.values = values;
    }

    @Override
    public int encode() {
        try {
            packer.reset(buffer);
            buffer.clear();
            for (LuaValue value : values) {
                pack(value);
            }
            packer.flush();
            return buffer.length();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void pack(LuaValue value) throws IOException {
        if (value instanceof LuaInteger integer) {
            packer.packLong(integer.longValue());
        } else if (value instanceof LuaString string) {
            packer.packRawStringHeader(string.length()).writePayload(string.unwrap());
        } else if (value instanceof LuaBoolean bool) {
            packer.packBoolean(bool == LuaBoolean.TRUE);
        } else if (value instanceof LuaDouble number) {
            packer.packDouble(number.doubleValue());
        } else if (value instanceof LuaTable table) {
            packer.packMapHeader(table.size());
            table.forEach(this::packPair);
        } else {
            packer.packNil();
        }
    }

    private void packPair(LuaValue key, LuaValue value) {
        try {
            pack(key);
            pack(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Object decode() {
        try {
            buffer.rewind();
            unpacker.reset(buffer);
            int count = 0;
            while (unpacker.hasNext()) {
                scratch[count++] = unpack();
            }
            return count == 1 ? LuaValues.of(scratch[0]) : LuaValues.wrap(Arrays.copyOf(scratch, count));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LuaValue unpack() throws IOException {
        return switch (unpacker.getNextFormat().getValueType()) {
            case INTEGER -> LuaInteger.of(unpacker.unpackLong());
            case STRING -> LuaString.wrap(unpacker.readPayload(unpacker.unpackRawStringHeader()));
            case BOOLEAN -> LuaBoolean.of(unpacker.unpackBoolean());
            case FLOAT -> LuaDouble.of(unpacker.unpackDouble());
            case MAP -> unpackMap();
            default -> {
                unpacker.skipValue();
                yield LuaNil.NIL;
            }
        };
    }

    private LuaTable unpackMap() throws IOException {
        int pairs = unpacker.unpackMapHeader();
        var table = new LuaTable(0, pairs);
        for (; pairs > 0; pairs--) {
            LuaValue key = unpack();
            table.put(key, unpack());
        }
        return table;
    }

    @Override
    public byte[] bytes() {
        return buffer.bytes();
    }
}
