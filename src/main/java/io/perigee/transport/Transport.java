package io.perigee.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.perigee.remote.ServingThread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;

/** Opens connections and listens for them. */
public final class Transport {
    /** How many connections are accepted at a time; Netty's 16 ask the system more often whether there are any. */
    private static final int ACCEPTED_AT_ONCE = 64;

    public static final String TLS = "tls";

    private Transport() {}

    /**
     * Connects.
     *
     * @param pipeline adds the handlers of the protocol; called on the event loop for the new connection
     * @throws UnknownHostException if there is no such host
     */
    public static ChannelFuture connect(Address address, SocketSettings settings, Consumer<Channel> pipeline)
            throws UnknownHostException {
        return connect(EventLoops.group(), address, settings, pipeline);
    }

    /**
     * As {@link #connect(Address, SocketSettings, Consumer)}, on the event loop of another channel, so that nothing of the
     * two ever happens at once.
     */
    public static ChannelFuture connectBeside(
            Channel other, Address address, SocketSettings settings, Consumer<Channel> pipeline)
            throws UnknownHostException {
        return connect(other.eventLoop(), address, settings, pipeline);
    }

    private static ChannelFuture connect(
            EventLoopGroup loops, Address address, SocketSettings settings, Consumer<Channel> pipeline)
            throws UnknownHostException {
        var sockets = EventLoops.sockets();
        return new Bootstrap()
                .group(loops)
                .channel(sockets.channelType(address))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, settings.connectTimeoutMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SocketFactory.configure(channel, settings, LoopReadBuffer.OF_ONE);
                        addTls(channel, settings, address);
                        pipeline.accept(channel);
                    }
                })
                .connect(address.resolve(sockets));
    }

    /** As the other one, for a server that takes all connections. */
    public static ChannelFuture listen(Address address, SocketSettings settings, Consumer<Channel> pipeline)
            throws IOException {
        return listen(address, settings, Acceptance.ALL, pipeline);
    }

    /**
     * Listens, and waits until it does: not on an event loop, which may be the one that has to see to it.
     *
     * @param acceptance which connections are served
     * @param pipeline adds the handlers of the protocol; called on the event loop for each new connection
     * @throws IOException if there is no such host, or the address cannot be listened on
     * @throws InterruptedException if interrupted while waiting; nothing listens then
     * @throws IllegalStateException on a {@link ServingThread}
     */
    public static Channel open(
            Address address, SocketSettings settings, Acceptance acceptance, Consumer<Channel> pipeline)
            throws IOException, InterruptedException {
        if (ServingThread.isCurrent()) {
            throw new IllegalStateException(
                    "listen: waiting on an event loop or on the thread of Lua (expected: a thread that may wait)");
        }
        ChannelFuture bound = listen(address, settings, acceptance, pipeline);
        try {
            bound.await();
        } catch (InterruptedException e) {
            bound.addListener(done -> bound.channel().close());
            throw e;
        }
        Throwable failure = bound.cause();
        if (failure != null) {
            throw failure instanceof IOException e ? e : new IOException(failure.toString(), failure);
        }
        return bound.channel();
    }

    /**
     * Listens.
     *
     * @param pipeline adds the handlers of the protocol; called on the event loop for each new connection
     * @throws IOException if there is no such host, or something is in the way of a Unix socket
     */
    public static ChannelFuture listen(
            Address address, SocketSettings settings, Acceptance acceptance, Consumer<Channel> pipeline)
            throws IOException {
        var sockets = EventLoops.sockets();
        var reads = new LoopReadBuffer(acceptance::turnBytes);
        var bootstrap = new ServerBootstrap()
                .group(EventLoops.acceptor(), EventLoops.group())
                .channel(sockets.serverChannelType(address))
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(ACCEPTED_AT_ONCE))
                .handler(new AcceptHandler(acceptance, address))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SocketFactory.configure(channel, settings, reads);
                        Reading.inTurns(channel, acceptance::turnBytes);
                        addTls(channel, settings, address);
                        pipeline.accept(channel);
                    }
                });
        if (address instanceof Address.Tcp) {
            // A server that restarts finds its port free, though old connections still linger there.
            bootstrap.option(ChannelOption.SO_REUSEADDR, true).option(ChannelOption.SO_BACKLOG, 1024);
        }
        if (address instanceof Address.Unix unix) {
            return bindUnix(bootstrap, new UnixSocketFile(unix.path()), address.resolve(sockets));
        }
        return bootstrap.bind(address.resolve(sockets));
    }

    private static ChannelFuture bindUnix(ServerBootstrap bootstrap, UnixSocketFile file, SocketAddress address)
            throws IOException {
        file.removeIfStale();
        ChannelFuture bound = bootstrap.bind(address);
        bound.addListener(done -> {
            if (done.isSuccess()) {
                Runnable removal = file.removal();
                bound.channel().closeFuture().addListener(closed -> removal.run());
            }
        });
        return bound;
    }

    private static void addTls(Channel channel, SocketSettings settings, Address address) {
        var ssl = settings.ssl();
        if (ssl == null) {
            return;
        }
        ChannelPipeline pipeline = channel.pipeline();
        SslHandler handler = ssl.isClient() && address instanceof Address.Tcp tcp
                ? ssl.newHandler(channel.alloc(), tcp.host(), tcp.port())
                : ssl.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(settings.connectTimeoutMillis());
        pipeline.addLast(TLS, handler);
    }

    /** Where a listening channel listens, with the port that the system chose. */
    public static Address boundAddress(Address asked, Channel server) {
        if (asked instanceof Address.Tcp tcp && server.localAddress() instanceof InetSocketAddress bound) {
            return new Address.Tcp(tcp.host(), bound.getPort());
        }
        return asked;
    }
}
