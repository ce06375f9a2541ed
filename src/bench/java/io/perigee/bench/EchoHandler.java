package io.perigee.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One end of the bare echo: what is read is taken apart, what is to be written is gathered, one write for each read.
 * Confined to the event loop.
 */
abstract class EchoHandler extends ChannelInboundHandlerAdapter {
    final Frames frames;
    private @Nullable Channel channel;
    private @Nullable ByteBuf rest;
    private @Nullable ByteBuf batch;
    private boolean reading;

    EchoHandler(Frames frames) {
        this.frames = frames;
    }

    abstract void onFrame(int type, int number);

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    final Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected");
        }
        return channel;
    }

    final boolean isReading() {
        return reading;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        var in = (ByteBuf) message;
        if (rest != null) {
            in = rest.writeBytes(in);
            ((ByteBuf) message).release();
            rest = null;
        }
        frames.read(in, this);
        if (in.isReadable()) {
            rest = ctx.alloc().buffer().writeBytes(in);
        }
        in.release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        flush();
    }

    /** Where the next frame goes. */
    final ByteBuf batch() {
        ByteBuf out = batch;
        if (out != null && out.readableBytes() >= frames.fullBatchBytes()) {
            flush();
            out = null;
        }
        if (out == null) {
            out = channel().alloc().ioBuffer(frames.batchBytes());
            batch = out;
        }
        return out;
    }

    final void flush() {
        ByteBuf full = batch;
        if (full != null) {
            batch = null;
            channel().writeAndFlush(full, channel().voidPromise());
        }
    }
}
