package io.perigee.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
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
import java.util.Set;
import java.util.function.Function;

/**
 * A limit: frames that go out, are read, and are answered by others, gathered by hand at both ends.
 *
 * <p>There are no values, procedures, futures and time-outs, and answers come in the order of the calls.
 */
record NettyEcho(String name, Set<Mode> modes, Function<Mode, Frames> frames) implements Contender {

    @Override
    public int serve(Mode mode) throws Exception {
        Channel server = new ServerBootstrap()
                .group(Loop.GROUP)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new EchoServer(frames.apply(mode)));
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public Client connect(Mode mode, int port) throws Exception {
        var client = new EchoClient(frames.apply(mode));
        new Bootstrap()
                .group(Loop.GROUP)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(client)
                .connect("127.0.0.1", port)
                .sync();
        return client;
    }

    /** Begins when it is first used. */
    private static final class Loop {
        static final EventLoopGroup GROUP = new MultiThreadIoEventLoopGroup(
                1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    private static final class EchoServer extends EchoHandler {
        EchoServer(Frames frames) {
            super(frames);
        }

        @Override
        void onFrame(int type, int number) {
            frames.writeResponse(batch(), number);
        }
    }
}
