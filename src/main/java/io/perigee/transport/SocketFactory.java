package io.perigee.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** The two ways to make sockets: epoll, which can do more, where the system has it; NIO everywhere else. */
public enum SocketFactory {
    EPOLL {
        @Override
        IoHandlerFactory ioHandlerFactory() {
            return EpollIoHandler.newFactory();
        }

        @Override
        Class<? extends Channel> channelType(Address address) {
            return address instanceof Address.Unix ? EpollDomainSocketChannel.class : EpollSocketChannel.class;
        }

        @Override
        Class<? extends ServerChannel> serverChannelType(Address address) {
            return address instanceof Address.Unix
                    ? EpollServerDomainSocketChannel.class
                    : EpollServerSocketChannel.class;
        }

        @Override
        SocketAddress unixAddress(Path path) {
            return new DomainSocketAddress(path.toString());
        }
    },
    NIO {
        @Override
        IoHandlerFactory ioHandlerFactory() {
            return NioIoHandler.newFactory();
        }

        @Override
        Class<? extends Channel> channelType(Address address) {
            return address instanceof Address.Unix ? NioDomainSocketChannel.class : NioSocketChannel.class;
        }

        @Override
        Class<? extends ServerChannel> serverChannelType(Address address) {
            return address instanceof Address.Unix ? NioServerDomainSocketChannel.class : NioServerSocketChannel.class;
        }

        @Override
        SocketAddress unixAddress(Path path) {
            return UnixDomainSocketAddress.of(path);
        }
    };

    /**
     * What the system keeps for a peer that does not take it, beyond what is on its way. Otherwise these are megabytes,
     * and each peer that reads nothing has a server work for all of them before that shows. To one that reads the system
     * asks for more while these are on their way.
     */
    private static final long UNSENT_BYTES_OF_SYSTEM = 16 << 10;

    /** Epoll where it is there; {@code -Dperigee.transport=nio} asks for the other. */
    public static SocketFactory best() {
        return "nio".equalsIgnoreCase(System.getProperty("perigee.transport")) || !Epoll.isAvailable() ? NIO : EPOLL;
    }

    abstract IoHandlerFactory ioHandlerFactory();

    abstract Class<? extends Channel> channelType(Address address);

    abstract Class<? extends ServerChannel> serverChannelType(Address address);

    abstract SocketAddress unixAddress(Path path);

    /**
     * Asks the system to acknowledge at once what has just been read.
     *
     * <p>A peer that sends header and payload apart with Nagle's algorithm on holds the payload back until the header is
     * acknowledged, and a delayed acknowledgement takes 40 ms. Linux forgets the wish, so it is made at each such read.
     * Sockets other than those of epoll do not know it.
     */
    public static void acknowledgeNow(Channel channel) {
        channel.config().setOption(EpollChannelOption.TCP_QUICKACK, true);
    }

    /** What every TCP connection gets: whole frames leave at once, and a dead machine is noticed some day. */
    static void configure(Channel channel, SocketSettings settings, LoopReadBuffer reads) {
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, settings.waterMark());
        if (settings.ssl() == null) {
            // TLS keeps what it cannot decrypt yet; the decoder of frames copies what it keeps.
            channel.config().setRecvByteBufAllocator(reads);
        }
        if (channel instanceof io.netty.channel.socket.SocketChannel) {
            channel.config().setOption(ChannelOption.TCP_NODELAY, true);
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, settings.tcpKeepAlive());
        }
        if (channel instanceof EpollSocketChannel) {
            channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES_OF_SYSTEM);
            if (settings.userTimeoutMillis() > 0) {
                channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, settings.userTimeoutMillis());
            }
        }
    }
}
