package io.perigee.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;

/** Connections of which one direction has ended, and the other goes on. */
public final class HalfClose {
    private HalfClose() {}

    /** Leaves a channel open when its peer sends nothing more; handlers learn of it by an event. */
    public static void allow(Channel channel) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /** True for the event by which handlers learn that the peer sends nothing more. */
    public static boolean isEndOfStream(Object event) {
        return event instanceof ChannelInputShutdownEvent;
    }

    /** Sends the peer the end of the stream. Bytes that have not been written to the socket by then are dropped. */
    public static ChannelFuture shutdownOutput(Channel channel) {
        return ((DuplexChannel) channel).shutdownOutput();
    }
}
