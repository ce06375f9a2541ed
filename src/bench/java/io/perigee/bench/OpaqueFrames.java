package io.perigee.bench;

import io.netty.buffer.ByteBuf;
import io.netty.util.internal.PlatformDependent;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The frames that Perigee sends for the same call, byte for byte: header and payload, the payload copied in and out
 * and never looked at. A response carries the beginning of the call's payload, as much as Perigee's response is long.
 *
 * <p>A call of another thread is handed over by way of Netty's queue for many producers, since any thread may call; the
 * payload itself is not made anew for it.
 */
final class OpaqueFrames implements Frames {
    private static final int FULL_BATCH_BYTES = 64 << 10;

    private final byte[] call;
    private final int responseBytes;
    private final Queue<byte[]> handed = PlatformDependent.newMpscQueue();
    private final AtomicBoolean awake = new AtomicBoolean();

    /** The payload that comes in. */
    private final byte[] scratch;

    private int typeAndNumber;
    private int size;
    private int missing;

    private OpaqueFrames(byte[] call, int responseBytes) {
        this.call = call;
        this.responseBytes = responseBytes;
        scratch = new byte[Math.max(call.length, responseBytes)];
    }

    static OpaqueFrames of(Mode mode) {
        return mode == Mode.BYTES
                ? new OpaqueFrames(Payloads.echoCall(), Payloads.echoResponse().length)
                : new OpaqueFrames(Payloads.addCall(), Payloads.addResponse().length);
    }

    @Override
    public boolean hand() {
        handed.add(call);
        return !awake.get() && awake.compareAndSet(false, true);
    }

    @Override
    public void writeHanded(EchoClient to) {
        // Before the queue is emptied: whoever comes later wakes the event loop again.
        awake.set(false);
        for (byte[] payload = handed.poll(); payload != null; payload = handed.poll()) {
            write(to.batch(), CALL, to.nextNumber(), payload, 0, payload.length);
        }
    }

    @Override
    public void writeCall(ByteBuf out, int number) {
        write(out, CALL, number, call, 0, call.length);
    }

    @Override
    public void writeResponse(ByteBuf out, int number) {
        write(out, RESPONSE, number, scratch, 0, responseBytes);
    }

    private static void write(ByteBuf out, int type, int number, byte[] payload, int offset, int length) {
        out.writeShort(type << 8 | number).writeInt(length).writeBytes(payload, offset, length);
    }

    @Override
    public void read(ByteBuf in, EchoHandler sink) {
        while (true) {
            if (missing == 0) {
                if (in.readableBytes() < HEADER_BYTES) {
                    return;
                }
                typeAndNumber = in.readUnsignedShort();
                size = in.readInt();
                missing = size;
            }
            int length = Math.min(missing, in.readableBytes());
            in.readBytes(scratch, size - missing, length);
            missing -= length;
            if (missing > 0) {
                return;
            }
            sink.onFrame(typeAndNumber >> 8, typeAndNumber & 0xff);
        }
    }

    @Override
    public int batchBytes() {
        return Math.min(FULL_BATCH_BYTES, MOST_HANDED * call.length) + call.length + HEADER_BYTES;
    }

    @Override
    public int fullBatchBytes() {
        return FULL_BATCH_BYTES;
    }
}
