package io.perigee.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.perigee.codec.BigEndian;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stream into frames and hands each to the sink where it lies.
 *
 * <p>A frame must be complete within a time from its first byte. One timer serves all frames of the connection: devices
 * send header and payload apart, and arming a timer for each would cost more than the call.
 */
public final class FrameDecoder extends ChannelInboundHandlerAdapter {
    private static final int TLS_ALERT = 0x15;
    private static final int TLS_HANDSHAKE = 0x16;

    private final FrameSink sink;
    private final int maxPayload;
    private final long timeoutNanos;
    private final ReadWindow window = new ReadWindow();

    private boolean broken;

    /** How long the frame is that has begun; 0 if that is not known yet. */
    private long needed;

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
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var in = (ByteBuf) message;
        try {
            if (!broken) {
                window.append(in);
            }
        } finally {
            in.release();
        }
        if (!broken && window.isWaiting()) {
            return;
        }
        int taken = window.length();
        needed = 0;
        try {
            if (!broken) {
                taken = decodeFrames(window.array(), taken);
            }
        } catch (FrameException e) {
            broken = true;
            sink.onBroken(e);
        } finally {
            if (broken) {
                window.clear();
            } else {
                window.drop(taken, needed);
            }
        }
    }

    private int decodeFrames(byte[] in, int end) {
        int pos = 0;
        while (end - pos >= FrameHeader.SIZE && !broken) {
            int typeAndSeq = BigEndian.getUnsignedShort(in, pos);
            int type = typeAndSeq >> 8;
            int seq = typeAndSeq & 0xff;
            if (type > FrameHeader.RESPONSE) {
                throw unknownType(type);
            }
            int size = checkSize(Integer.toUnsignedLong(BigEndian.getInt(in, pos + FrameHeader.SIZE_OFFSET)));
            int start = pos + FrameHeader.SIZE;
            if (end - start < size) {
                needed = (long) FrameHeader.SIZE + size;
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
        if (pos < end && !broken && (in[pos] & 0xff) > FrameHeader.RESPONSE) {
            throw unknownType(in[pos] & 0xff);
        }
        return pos;
    }

    /** Called by the sink when a frame itself was in order and its meaning was not. */
    public void stop() {
        broken = true;
    }

    /** Reading goes on after a pause of our own: the time of a frame that has begun starts afresh. */
    public void resumed(long nowNanos) {
        partialSinceNanos = nowNanos;
    }

    /** The memory that the beginning of a frame takes until its rest is there; 0 between frames. */
    public int heldBytes() {
        return window.capacity();
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
        boolean unfinished = !broken && window.length() > 0;
        if (unfinished && !partial) {
            partialSinceNanos = ctx.executor().ticker().nanoTime();
            armTimer(ctx, timeoutNanos);
        }
        partial = unfinished;
        sink.onReadComplete(unfinished);
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
            partialSinceNanos = ctx.executor().ticker().nanoTime();
        }
        long remainingNanos =
                partialSinceNanos + timeoutNanos - ctx.executor().ticker().nanoTime();
        if (remainingNanos > 0) {
            armTimer(ctx, remainingNanos);
            return;
        }
        broken = true;
        sink.onBroken(new FrameException(
                FrameError.FRAME_TIMEOUT,
                window.length() + " bytes",
                "a whole frame within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms"));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        window.clear();
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
