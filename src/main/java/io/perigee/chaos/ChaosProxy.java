package io.perigee.chaos;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.WriteBufferWaterMark;
import io.perigee.transport.Acceptance;
import io.perigee.transport.Address;
import io.perigee.transport.ConnectFailure;
import io.perigee.transport.HalfClose;
import io.perigee.transport.Reading;
import io.perigee.transport.SocketSettings;
import io.perigee.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Listens in a server's place, passes on what comes, and injects faults as a plan has them. Thread-safe.
 *
 * <p>It is for peers of any protocol over TCP or Unix sockets.
 */
public final class ChaosProxy implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final SocketSettings SOCKETS =
            new SocketSettings(CONNECT_TIMEOUT_MILLIS, false, 0, new WriteBufferWaterMark(1 << 15, 1 << 16), null);

    private final Address to;
    private final FaultPlan plan;
    private final ChaosObserver observer;
    private final AtomicLong accepted = new AtomicLong();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final Channel listening;
    private final Address address;
    private volatile boolean closing;

    private ChaosProxy(Address listen, Address to, FaultPlan plan, ChaosObserver observer)
            throws IOException, InterruptedException {
        this.to = to;
        this.plan = plan;
        this.observer = observer;
        try {
            listening = Transport.open(listen, SOCKETS, Acceptance.ALL, this::accept);
        } catch (IOException e) {
            throw failure("listen at " + listen, e);
        }
        address = Transport.boundAddress(listen, listening);
    }

    /**
     * Listens; not to be called on an event loop.
     *
     * @param to where the server is that clients are connected to
     * @throws IOException if it cannot listen there, or {@code to} is no host
     */
    public static ChaosProxy listen(Address listen, Address to, FaultPlan plan, ChaosObserver observer)
            throws IOException, InterruptedException {
        return new ChaosProxy(listen, resolved(to), plan, observer);
    }

    /** The event loops, which are to connect, do not wait for the name of a host to be looked up. */
    private static Address resolved(Address address) throws IOException {
        if (address instanceof Address.Tcp tcp) {
            try {
                return Address.of(InetAddress.getByName(tcp.host()).getHostAddress(), tcp.port());
            } catch (UnknownHostException e) {
                throw failure(address.toString(), e);
            }
        }
        return address;
    }

    private static IOException failure(String what, IOException cause) {
        var failure = new SocketException(what + ": " + ConnectFailure.text(cause));
        failure.initCause(cause);
        return failure;
    }

    /** Where clients connect to, with the port that the system chose if it was asked to. */
    public Address address() {
        return address;
    }

    /** How many connections there are now. */
    public int connections() {
        return connections.size();
    }

    private void accept(Channel client) {
        // Nothing is read before there is somebody to pass it on to.
        prepare(client);
        client.pipeline().addLast(new EarlyEvents());
        long number = accepted.incrementAndGet();
        try {
            ChannelFuture connected = Transport.connectBeside(client, to, SOCKETS, ChaosProxy::prepare);
            connected.addListener(done -> {
                if (done.isSuccess()) {
                    begin(new ProxiedConnection(number, client, connected.channel(), plan, observer));
                } else {
                    turnAway(number, client, done.cause());
                }
            });
        } catch (IOException e) {
            turnAway(number, client, e);
        }
    }

    private static void prepare(Channel channel) {
        Reading.of(channel).pause(true);
        HalfClose.allow(channel);
    }

    private void begin(ProxiedConnection connection) {
        connections.add(connection);
        connection.ended().thenRun(() -> connections.remove(connection));
        connection.begin();
        if (closing) {
            connection.close();
        }
    }

    private void turnAway(long number, Channel client, Throwable cause) {
        ProxiedConnection.resetWhenClosed(client);
        client.close();
        observer.onUnreachable(number, ConnectFailure.text(cause));
    }

    /** Stops listening and ends all connections; not to be called on an event loop. */
    @Override
    public void close() {
        closing = true;
        listening.close().awaitUninterruptibly();
        CompletableFuture.allOf(connections.stream()
                        .map(connection -> {
                            connection.closeLater();
                            return connection.ended();
                        })
                        .toArray(CompletableFuture[]::new))
                .join();
    }
}
