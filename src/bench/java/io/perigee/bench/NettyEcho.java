package io.perigee.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The limit: frames of six bytes, type, number and size, that go out, are read, and are answered by another.
 *
 * <p>Gathered by hand: one write for each read, at both ends; a burst from a thread of the program costs one wake-up and
 * one write. There are no payloads, values, procedures, futures and time-outs, and answers come in the order of the calls.
 */
final class NettyEcho implements Contender {
    private static final int FRAME_BYTES = 6;
    private static final int CALL = 0;
    private static final int RESPONSE = 1;
    private static final EventLoopGroup GROUP = new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

    @Override
    public int serve() throws Exception {
        Channel server = new ServerBootstrap()
                .group(GROUP)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Echo());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    private static final class Echo extends FrameHandler {
        @Override
        void onFrame(int type, int number) {
            add(RESPONSE, number);
        }
    }

    /** Both ends: what is read is taken apart, what is to be written is gathered. Confined to the event loop. */
    private abstract static class FrameHandler extends ChannelInboundHandlerAdapter {
        @Nullable
        Channel channel;

        private @Nullable ByteBuf rest;
        private @Nullable ByteBuf batch;
        boolean reading;

        abstract void onFrame(int type, int number);

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channel = ctx.channel();
        }

        Channel channel() {
            if (channel == null) {
                throw new IllegalStateException("not connected");
            }
            return channel;
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
            while (in.readableBytes() >= FRAME_BYTES) {
                int typeAndNumber = in.readUnsignedShort();
                if (in.readInt() != 0) {
                    throw Failures.fatal("a payload", null);
                }
                onFrame(typeAndNumber >> 8, typeAndNumber & 0xff);
            }
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

        void add(int type, int number) {
            ByteBuf out = batch;
            if (out == null) {
                out = channel().alloc().ioBuffer(256 * FRAME_BYTES);
                batch = out;
            }
            out.writeShort(type << 8 | number).writeInt(0);
        }

        void flush() {
            ByteBuf full = batch;
            if (full != null) {
                batch = null;
                channel().writeAndFlush(full, channel().voidPromise());
            }
        }
    }

    @Override
    public Client connect(int port) throws Exception {
        var client = new EchoClient();
        client.channel = new Bootstrap()
                .group(GROUP)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(client)
                .connect("127.0.0.1", port)
                .sync()
                .channel();
        return client;
    }

    private static final class EchoClient extends FrameHandler implements Client, Flight, Runnable {
        private volatile Runnable onAnswer = () -> {};
        private volatile @Nullable Thread waiter;

        /** Frames that other threads want written. */
        private final AtomicInteger queued = new AtomicInteger();

        private int calls;
        private int answers;

        @Override
        public int call(int a, int b) {
            onAnswer = this::wake;
            waiter = Thread.currentThread();
            start(a, b);
            while (waiter != null) {
                LockSupport.park(this);
            }
            return a + b;
        }

        private void wake() {
            Thread thread = waiter;
            waiter = null;
            LockSupport.unpark(thread);
        }

        @Override
        public Flight flight(Runnable callback) {
            onAnswer = callback;
            return this;
        }

        @Override
        public void start(int a, int b) {
            if (channel().eventLoop().inEventLoop()) {
                add(CALL, calls++ & 0xff);
                if (!reading) {
                    flush();
                }
            } else if (queued.getAndIncrement() == 0) {
                channel().eventLoop().execute(this);
            }
        }

        /** Drains what other threads queued. */
        @Override
        public void run() {
            for (int i = queued.getAndSet(0); i > 0; i--) {
                add(CALL, calls++ & 0xff);
            }
            flush();
        }

        @Override
        void onFrame(int type, int number) {
            if (type != RESPONSE || number != (answers++ & 0xff)) {
                throw Failures.fatal("an answer out of order", null);
            }
            onAnswer.run();
        }
    }
}
