package io.perigee.bench.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.perigee.bench.Failures;
import java.io.IOException;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.core.buffer.ArrayBufferInput;

/**
 * Calls {@code [0, number, name, [arguments]]} and answers {@code [1, number, nil, result]}, as in MessagePack-RPC. For
 * one thread; packer and unpacker are used again and again.
 */
final class PackedMessages {
    private static final int CALL = 0;
    private static final int ANSWER = 1;
    private static final String ADD = "add";
    private static final byte[] ADD_NAME = ADD.getBytes(US_ASCII);
    private static final byte[] ECHO_NAME = "echo".getBytes(US_ASCII);

    private final MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();
    private final ArrayBufferInput input = new ArrayBufferInput(new byte[0]);
    private final MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(input);

    byte[] add(int number, int a, int b) {
        try {
            beginCall(number, ADD_NAME, 2);
            packer.packInt(a).packInt(b);
            return packer.toByteArray();
        } catch (IOException e) {
            throw Failures.fatal("packing", e);
        }
    }

    byte[] echo(int number, byte[] payload) {
        try {
            beginCall(number, ECHO_NAME, 1);
            packer.packBinaryHeader(payload.length).addPayload(payload);
            return packer.toByteArray();
        } catch (IOException e) {
            throw Failures.fatal("packing", e);
        }
    }

    private void beginCall(int number, byte[] name, int arguments) throws IOException {
        packer.clear();
        packer.packArrayHeader(4).packInt(CALL).packInt(number);
        packer.packRawStringHeader(name.length).addPayload(name);
        packer.packArrayHeader(arguments);
    }

    byte[] answer(byte[] call) throws IOException {
        read(call);
        unpacker.unpackArrayHeader();
        unpacker.unpackInt();
        int number = unpacker.unpackInt();
        String name = unpacker.unpackString();
        unpacker.unpackArrayHeader();
        packer.clear();
        packer.packArrayHeader(4).packInt(ANSWER).packInt(number).packNil();
        if (name.equals(ADD)) {
            packer.packInt(unpacker.unpackInt() + unpacker.unpackInt());
        } else {
            byte[] bytes = unpacker.readPayload(unpacker.unpackBinaryHeader());
            packer.packBinaryHeader(bytes.length).addPayload(bytes);
        }
        return packer.toByteArray();
    }

    /** The number of the call that is answered; its result is the next to read. */
    int number(byte[] answer) throws IOException {
        read(answer);
        unpacker.unpackArrayHeader();
        unpacker.unpackInt();
        int number = unpacker.unpackInt();
        unpacker.unpackNil();
        return number;
    }

    int sum() throws IOException {
        return unpacker.unpackInt();
    }

    /** Reads the result, whatever it is. */
    void skipResult() throws IOException {
        if (unpacker.getNextFormat().getValueType().isBinaryType()) {
            unpacker.readPayload(unpacker.unpackBinaryHeader());
        } else {
            unpacker.unpackInt();
        }
    }

    private void read(byte[] message) throws IOException {
        input.reset(message);
        unpacker.reset(input);
    }
}
