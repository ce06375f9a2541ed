package io.perigee.gateway.json;

import io.netty.channel.Channel;
import io.perigee.budget.ServerBudget;
import io.perigee.budget.ServerLimits;
import io.perigee.gateway.GatewaySettings;
import io.perigee.observe.RpcListener;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.remote.RpcInterruptedException;
import io.perigee.remote.ServingThread;
import io.perigee.transport.Address;
import io.perigee.transport.ConnectFailure;
import io.perigee.transport.Transport;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves a registry of procedures as a library of length-prefixed JSON: section 16 of {@code protocol-spec.md}.
 * Thread-safe.
 */
public final class JsonServer implements AutoCloseable {
    private final Address asked;
    private final LengthOrder order;
    private final Envelope envelope;
    private final GatewaySettings settings;
    private final ServerBudget budget;
    private final Set<ServedConnection> connections = ConcurrentHashMap.newKeySet();
    private final Channel listening;
    private volatile boolean closing;

    private JsonServer(Address address, JsonDialect dialect, GatewaySettings settings, ServerLimits limits)
            throws IOException, InterruptedException {
        this.asked = address;
        this.order = dialect.order();
        this.envelope = new Envelope(dialect, settings);
        this.settings = settings;
        this.budget = new ServerBudget(limits, settings.listener());
        this.listening = Transport.open(address, settings.sockets(), budget, this::accept);
    }

    /** As the other one, with the default limits of a server. */
    public static JsonServer listen(Address address, JsonDialect dialect, GatewaySettings settings) {
        return listen(address, dialect, settings, ServerLimits.DEFAULT);
    }

    /**
     * Listens, and serves every peer that connects.
     *
     * @throws RpcConnectionException if the address is taken, or is none of this machine
     */
    public static JsonServer listen(
            Address address, JsonDialect dialect, GatewaySettings settings, ServerLimits limits) {
        Jackson.check();
        JsonServer server;
        try {
            server = new JsonServer(address, dialect, settings, limits);
        } catch (IOException e) {
            throw failure(address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RpcInterruptedException("listen", JsonDialect.target(address), Outcome.NOT_SENT, e);
        }
        RpcListener listener = settings.listener();
        if (listener != null) {
            listener.onListening(server.address());
        }
        return server;
    }

    private static RpcConnectionException failure(Address address, Throwable cause) {
        return new RpcConnectionException(
                "listen", JsonDialect.target(address), Outcome.NOT_SENT, ConnectFailure.text(cause), cause);
    }

    private void accept(Channel channel) {
        String peer = Address.describePeer(channel, asked);
        var connection = new ServedConnection(channel, peer, order, envelope, settings, budget, connections::remove);
        connections.add(connection);
        if (closing) {
            connection.close();
        }
    }

    /** Where the server listens, with the port that the system chose if it was asked to. */
    public String address() {
        return Transport.boundAddress(asked, listening).toString();
    }

    /** Stops listening and closes all connections. Idempotent. */
    @Override
    public void close() {
        closing = true;
        var closed = new CompletableFuture<Boolean>();
        listening.close().addListener(done -> closed.complete(true));
        if (!ServingThread.isCurrent()) {
            closed.join();
        }
        connections.forEach(ServedConnection::close);
    }
}
