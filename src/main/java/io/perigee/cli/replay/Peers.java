package io.perigee.cli.replay;

import io.perigee.RpcTarget;
import io.perigee.transport.Address;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The live peers that rows are replayed against, at most one for each dialect, all of which offer the fixture. */
public final class Peers {
    private final @Nullable Connections connections;
    private final List<RpcTarget> targets;
    private final boolean ours;

    private Peers(@Nullable Connections connections, List<RpcTarget> targets, boolean ours) {
        this.connections = connections;
        this.targets = List.copyOf(targets);
        this.ours = ours;
    }

    /** For rows that need no peer. */
    public static Peers none() {
        return new Peers(null, List.of(), false);
    }

    /** Somebody's: what is said in texts is theirs to choose. */
    public static Peers at(List<RpcTarget> targets) {
        return new Peers(connectionsTo(targets), targets, false);
    }

    /** Servers of this library, whose texts are known. */
    public static Peers ofOurOwn(List<RpcTarget> targets) {
        return new Peers(connectionsTo(targets), targets, true);
    }

    /** A peer that connects to us. */
    public static Peers arriving(Arrivals arrivals) {
        return new Peers(arrivals, List.of(), false);
    }

    private static @Nullable Connections connectionsTo(List<RpcTarget> targets) {
        for (RpcTarget target : targets) {
            if (target instanceof RpcTarget.LuaRpc binary) {
                return Connections.to(
                        binary.address() instanceof Address.Tcp tcp
                                ? new InetSocketAddress(tcp.host(), tcp.port())
                                : UnixDomainSocketAddress.of(((Address.Unix) binary.address()).path()));
            }
        }
        return null;
    }

    /** @throws Check.Skip if there is no peer of the binary protocol */
    Connections connections() {
        if (connections == null) {
            throw new Check.Skip("need a peer of the binary protocol");
        }
        return connections;
    }

    /** @throws Check.Skip if there is no server of ZeroMQ */
    ZmqRows zmq() {
        return new ZmqRows(first(RpcTarget.Zmq.class, "need a server of LuaOverMQ (--target zmq+tcp://…)"), ours);
    }

    /** @throws Check.Skip if there is no server of JSON */
    JsonRows json() {
        return new JsonRows(first(RpcTarget.Json.class, "need a server of JSON (--target json+tcp://…)"), ours);
    }

    /** @throws Check.Skip if there is nobody to call */
    CallRows calls() {
        if (targets.isEmpty()) {
            throw new Check.Skip("need a peer that can be called");
        }
        return new CallRows(targets);
    }

    private <T extends RpcTarget> T first(Class<T> dialect, String need) {
        return targets.stream()
                .filter(dialect::isInstance)
                .map(dialect::cast)
                .findFirst()
                .orElseThrow(() -> new Check.Skip(need));
    }
}
