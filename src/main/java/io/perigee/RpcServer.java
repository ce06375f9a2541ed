package io.perigee;

import io.netty.channel.Channel;
import io.perigee.budget.ServerBudget;
import io.perigee.codec.ValueCodec;
import io.perigee.peer.PeerConnection;
import io.perigee.peer.PeerSettings;
import io.perigee.remote.Nanos;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcInterruptedException;
import io.perigee.remote.ServingThread;
import io.perigee.transport.Address;
import io.perigee.transport.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens, and serves every peer that connects; each of them can be called, too. Made by {@link RpcPeer#newServerOnly(Address,
 * RpcOptions)}. Thread-safe.
 */
public final class RpcServer implements RpcService {
    private static final Logger log = LoggerFactory.getLogger(RpcServer.class);

    private final Address asked;
    private final RpcOptions options;
    private final PeerSettings settings;
    private final ServerBudget budget;
    private final Set<ServedPeer> peers = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<RpcPeer> first = new CompletableFuture<>();
    private volatile @Nullable Consumer<RpcPeer> onPeer;
    private volatile @Nullable Channel listening;

    /** The first peer is handed to somebody, and every other is turned away. */
    private final boolean onlyFirst;

    private volatile boolean closing;

    private RpcServer(Address asked, RpcOptions options, boolean onlyFirst) {
        this.asked = asked;
        this.options = options;
        this.settings = options.serverSettings();
        this.budget = new ServerBudget(options.serverLimits(), options.listener());
        this.onlyFirst = onlyFirst;
    }

    static RpcServer listen(Address address, RpcOptions options, boolean onlyFirst) {
        var tls = options.tls();
        if (tls != null && tls.isClient()) {
            throw new IllegalArgumentException("tls: a context for clients (expected: one for servers)");
        }
        var server = new RpcServer(address, options, onlyFirst);
        try {
            server.listening = Transport.open(address, options.socketSettings(), server.budget, server::accept);
        } catch (IOException e) {
            throw Connecting.failure("listen", address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RpcInterruptedException("listen", address.toString(), Outcome.NOT_SENT, e);
        }
        var listener = options.listener();
        if (listener != null) {
            listener.onListening(server.address().toString());
        }
        return server;
    }

    private void accept(Channel channel) {
        var connection = PeerConnection.on(channel, settings, Nanos.of(options.timeout()), asked, budget);
        connection.ready().thenAccept(this::admit);
    }

    private void admit(PeerConnection connection) {
        var peer = new ServedPeer(connection, options);
        if (onlyFirst && !first.complete(peer)) {
            connection.close("this server takes one peer only");
            return;
        }
        peers.add(peer);
        connection.closed().thenRun(() -> peers.remove(peer));
        if (closing && !onlyFirst) {
            connection.close("closed");
        }
        first.complete(peer);
        var consumer = onPeer;
        if (consumer != null) {
            try {
                consumer.accept(peer);
            } catch (RuntimeException | Error e) {
                log.warn("{}: onPeer: {}", peer.peer(), e, e);
            }
        }
    }

    /** The first peer that connected, or will. */
    CompletableFuture<RpcPeer> first() {
        return first;
    }

    /** Where the server listens, with the port that the system chose if it was asked to. */
    public Address address() {
        Channel channel = listening;
        return channel == null ? asked : Transport.boundAddress(asked, channel);
    }

    @Override
    public RpcTarget target() {
        ValueCodec codec = options.codec();
        return new RpcTarget.LuaRpc(address(), codec == RpcOptions.DEFAULT.codec() ? null : codec);
    }

    /** The peers that are connected now. */
    public List<RpcPeer> peers() {
        return List.copyOf(peers);
    }

    /** Is told of each peer that connects from now on; on an event loop, so it must not block. */
    public RpcServer onPeer(Consumer<RpcPeer> consumer) {
        onPeer = consumer;
        return this;
    }

    /** Stops listening; connections that there are stay. */
    void stopListening() {
        Channel channel = listening;
        if (channel != null) {
            channel.close();
        }
    }

    /** Stops listening and closes the connections of all peers. Idempotent. */
    @Override
    public void close() {
        end();
        Channel channel = listening;
        if (channel != null && !ServingThread.isCurrent()) {
            var closed = new CompletableFuture<@Nullable Void>();
            channel.closeFuture().addListener(done -> closed.complete(null));
            closed.join();
        }
        if (!onlyFirst) {
            peers.forEach(RpcPeer::close);
        }
    }

    /** Closes it as {@link #close} does, and does not wait until all has ended. */
    void end() {
        closing = true;
        stopListening();
        if (!onlyFirst) {
            peers.forEach(ServedPeer::end);
        }
    }
}
