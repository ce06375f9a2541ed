package io.perigee.bench;

import io.netty.buffer.ByteBuf;

/** Type, number and size, which is 0: six bytes there, six back. */
final class EmptyFrames implements Frames {
    @Override
    public void stage() {
        // That there is one more says all.
    }

    @Override
    public void writeStaged(ByteBuf out, int number) {
        writeCall(out, number);
    }

    @Override
    public void writeCall(ByteBuf out, int number) {
        out.writeShort(CALL << 8 | number).writeInt(0);
    }

    @Override
    public void writeResponse(ByteBuf out, int number) {
        out.writeShort(RESPONSE << 8 | number).writeInt(0);
    }

    @Override
    public void read(ByteBuf in, EchoHandler sink) {
        while (in.readableBytes() >= HEADER_BYTES) {
            int typeAndNumber = in.readUnsignedShort();
            if (in.readInt() != 0) {
                throw Failures.fatal("a payload", null);
            }
            sink.onFrame(typeAndNumber >> 8, typeAndNumber & 0xff);
        }
    }

    @Override
    public int batchBytes() {
        return STAGED * HEADER_BYTES;
    }

    @Override
    public int fullBatchBytes() {
        return Integer.MAX_VALUE;
    }
}
