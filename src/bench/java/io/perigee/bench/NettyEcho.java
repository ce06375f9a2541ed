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
 * The limit: frames of six bytes go out and come back, gathered by hand, and mean nothing.
 *
 * <p>One write for each read, at both ends; a burst from a thread of the program costs one wake-up and one write. There
 * are no values, no numbers, no futures and no time-outs.
 */
final class NettyEcho implements Contender {
    private static final int FRAME_BYTES = 6;
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

    /** All whole frames of one read go back in one buffer: the one that they came in. */
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.write(message, ctx.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
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

    private static final class EchoClient extends ChannelInboundHandlerAdapter implements Client, Flight, Runnable {
        private @Nullable Channel channel;
        private volatile Runnable onAnswer = () -> {};
        private volatile @Nullable Thread waiter;

        /** Frames that other threads want written. */
        private final AtomicInteger queued = new AtomicInteger();

        // Confined to the event loop.
        private @Nullable ByteBuf batch;
        private int partialBytes;
        private boolean reading;

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
                add(1);
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
            add(queued.getAndSet(0));
            flush();
        }

        private Channel channel() {
            if (channel == null) {
                throw new IllegalStateException("not connected");
            }
            return channel;
        }

        private void add(int frames) {
            ByteBuf out = batch;
            if (out == null) {
                out = channel().alloc().ioBuffer(256 * FRAME_BYTES);
                batch = out;
            }
            for (int i = 0; i < frames; i++) {
                out.writeShort(0).writeInt(0);
            }
        }

        private void flush() {
            ByteBuf full = batch;
            if (full != null) {
                batch = null;
                channel().writeAndFlush(full, channel().voidPromise());
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            reading = true;
            var in = (ByteBuf) message;
            int bytes = partialBytes + in.readableBytes();
            in.release();
            Runnable answered = onAnswer;
            for (; bytes >= FRAME_BYTES; bytes -= FRAME_BYTES) {
                answered.run();
            }
            partialBytes = bytes;
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            reading = false;
            flush();
        }
    }
}
