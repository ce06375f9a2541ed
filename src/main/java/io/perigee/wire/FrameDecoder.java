package io.perigee.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stream into frames and hands each to the sink without copying it.
 *
 * <p>A frame must be complete within a time from its first byte. One timer serves all frames of the connection: devices
 * send header and payload apart, and arming a timer for each would cost more than the call.
 */
public final class FrameDecoder extends ByteToMessageDecoder {
    private static final int TLS_ALERT = 0x15;
    private static final int TLS_HANDSHAKE = 0x16;

    private final FrameSink sink;
    private final int maxPayload;
    private final long timeoutNanos;

    private boolean broken;
    private boolean partial;
    private long partialSinceNanos;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * @param maxPayload the largest payload in bytes
     * @param timeoutNanos the time in which a frame must be complete; 0 for none
     */
    public FrameDecoder(FrameSink sink, int maxPayload, long timeoutNanos) {
        this.sink = sink;
        this.maxPayload = maxPayload;
        this.timeoutNanos = timeoutNanos;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            decodeFrames(in);
        } catch (FrameException e) {
            broken = true;
            in.skipBytes(in.readableBytes());
            sink.onBroken(e);
        }
    }

    private void decodeFrames(ByteBuf in) {
        int pos = in.readerIndex();
        int end = in.writerIndex();
        while (end - pos >= FrameHeader.SIZE && !broken) {
            int typeAndSeq = in.getUnsignedShort(pos);
            int type = typeAndSeq >> 8;
            int seq = typeAndSeq & 0xff;
            if (type > FrameHeader.RESPONSE) {
                throw unknownType(type);
            }
            int size = checkSize(in.getUnsignedInt(pos + FrameHeader.SIZE_OFFSET));
            int start = pos + FrameHeader.SIZE;
            if (end - start < size) {
                break;
            }
            pos = start + size;
            partial = false;
            if (type == FrameHeader.CALL) {
                sink.onCall(seq, in, start, pos);
            } else {
                sink.onResponse(seq, in, start, pos);
            }
        }
        // A first byte alone is enough to know a stream that is not ours.
        if (pos < end && !broken && in.getUnsignedByte(pos) > FrameHeader.RESPONSE) {
            throw unknownType(in.getUnsignedByte(pos));
        }
        in.readerIndex(pos);
    }

    /** Called by the sink when a frame itself was in order and its meaning was not. */
    public void stop() {
        broken = true;
    }

    /** Reading goes on after a pause of our own: the time of a frame that has begun starts afresh. */
    public void resumed() {
        partialSinceNanos = System.nanoTime();
    }

    private int checkSize(long size) {
        if (size > maxPayload) {
            throw new FrameException(FrameError.SIZE_LIMIT, Long.toString(size), "<= " + maxPayload);
        }
        return (int) size;
    }

    private static FrameException unknownType(int type) {
        if (type == TLS_ALERT || type == TLS_HANDSHAKE) {
            return new FrameException(
                    FrameError.TLS_UNEXPECTED, "a TLS record", "a plain peer; is TLS configured at one end only?");
        }
        return new FrameException(FrameError.UNKNOWN_TYPE, Integer.toString(type), "0 or 1");
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        boolean unfinished = !broken && actualReadableBytes() > 0;
        if (unfinished && !partial) {
            partialSinceNanos = System.nanoTime();
            armTimer(ctx, timeoutNanos);
        }
        partial = unfinished;
        sink.onReadComplete(unfinished);
        // Not the method of the super class: it reads on by itself when reading is paused and nothing was passed on.
        discardSomeReadBytes();
        ctx.fireChannelReadComplete();
    }

    private void armTimer(ChannelHandlerContext ctx, long delayNanos) {
        if (timer == null && timeoutNanos > 0) {
            timer = ctx.executor().schedule(() -> checkTimeout(ctx), delayNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void checkTimeout(ChannelHandlerContext ctx) {
        timer = null;
        if (!partial || broken) {
            return;
        }
        if (!ctx.channel().config().isAutoRead()) {
            // The rest may have come long ago: it is this side that does not read.
            partialSinceNanos = System.nanoTime();
        }
        long remainingNanos = partialSinceNanos + timeoutNanos - System.nanoTime();
        if (remainingNanos > 0) {
            armTimer(ctx, remainingNanos);
            return;
        }
        broken = true;
        sink.onBroken(new FrameException(
                FrameError.FRAME_TIMEOUT,
                actualReadableBytes() + " bytes",
                "a whole frame within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms"));
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
