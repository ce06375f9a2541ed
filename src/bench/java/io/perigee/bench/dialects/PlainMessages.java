package io.perigee.bench.dialects;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.core.buffer.ArrayBufferInput;

/**
 * Calls {@code [name, arguments…]}, and answers of one value, as in LuaOverMQ. For one thread; packer and unpacker are
 * used again and again.
 */
final class PlainMessages {
    static final byte[] OK = "OK".getBytes(US_ASCII);

    private static final String ADD = "add";
    private static final byte[] ADD_NAME = ADD.getBytes(US_ASCII);

    private final MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();
    private final ArrayBufferInput input = new ArrayBufferInput(new byte[0]);
    private final MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(input);

    byte[] call(int a, int b) throws IOException {
        packer.clear();
        packer.packArrayHeader(3);
        packer.packRawStringHeader(ADD_NAME.length).addPayload(ADD_NAME);
        packer.packInt(a).packInt(b);
        return packer.toByteArray();
    }

    byte[] answer(byte[] call) throws IOException {
        read(call);
        int size = unpacker.unpackArrayHeader();
        String name = unpacker.unpackString();
        if (size != 3 || !name.equals(ADD)) {
            throw new IOException("call: " + name + " of " + (size - 1) + " (expected: add of 2)");
        }
        packer.clear();
        packer.packInt(unpacker.unpackInt() + unpacker.unpackInt());
        return packer.toByteArray();
    }

    int sum(byte[] answer) throws IOException {
        read(answer);
        return unpacker.unpackInt();
    }

    private void read(byte[] message) throws IOException {
        input.reset(message);
        unpacker.reset(input);
    }
}
