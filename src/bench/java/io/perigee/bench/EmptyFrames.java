package io.perigee.bench;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicInteger;

/** Type, number and size, which is 0: six bytes there, six back. */
final class EmptyFrames implements Frames {
    /** Nothing but their number has to be handed over. */
    private final AtomicInteger handed = new AtomicInteger();

    @Override
    public boolean hand() {
        return handed.getAndIncrement() == 0;
    }

    @Override
    public void writeHanded(EchoClient to) {
        for (int i = handed.getAndSet(0); i > 0; i--) {
            writeCall(to.batch(), to.nextNumber());
        }
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
        return MOST_HANDED * HEADER_BYTES;
    }

    @Override
    public int fullBatchBytes() {
        return Integer.MAX_VALUE;
    }
}
