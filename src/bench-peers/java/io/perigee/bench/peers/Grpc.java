package io.perigee.bench.peers;

import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.perigee.bench.Mode;
import java.util.Set;

/** Handlers and observers run on the event loops. */
public final class Grpc extends GrpcPeer {
    @Override
    public String name() {
        return "grpc";
    }

    @Override
    public Set<Mode> modes() {
        return Mode.SMALL_AND_BYTES;
    }

    @Override
    void configure(NettyServerBuilder server) {
        server.directExecutor();
    }

    @Override
    void configure(NettyChannelBuilder channel) {
        channel.directExecutor();
    }
}
