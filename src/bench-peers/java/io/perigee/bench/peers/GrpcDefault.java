package io.perigee.bench.peers;

import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.perigee.bench.Mode;
import java.util.Set;

/** Handlers and observers run on the pool that gRPC takes if nobody says anything. */
public final class GrpcDefault extends GrpcPeer {
    @Override
    public String name() {
        return "grpc-default";
    }

    @Override
    public Set<Mode> modes() {
        return Mode.DEFAULTS;
    }

    @Override
    void configure(NettyServerBuilder server) {
        // As it comes.
    }

    @Override
    void configure(NettyChannelBuilder channel) {
        // As it comes.
    }
}
