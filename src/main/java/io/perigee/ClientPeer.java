package io.perigee;

import io.netty.channel.ChannelFuture;
import io.perigee.peer.PeerConnection;
import io.perigee.peer.PeerSettings;
import io.perigee.procedure.Executors;
import io.perigee.remote.Nanos;
import io.perigee.transport.Address;
import io.perigee.transport.EventLoops;
import io.perigee.transport.Transport;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A peer that we connected to, and connect to again if the options say so. */
final class ClientPeer extends AbstractPeer {
    private static final Logger log = LoggerFactory.getLogger(ClientPeer.class);

    private final Address address;
    private final RpcOptions options;
    private final PeerSettings settings;
    private final CompletableFuture<String> closed = new CompletableFuture<>();

    // Guarded by this; what is waited for or completed is so outside of it.
    private @Nullable PeerConnection connection;
    private CompletableFuture<PeerConnection> connecting = new CompletableFuture<>();
    private boolean closing;

    private volatile @Nullable PeerConnection current;

    private ClientPeer(Address address, RpcOptions options) {
        super(address.toString(), Nanos.of(options.timeout()));
        this.address = address;
        this.options = options;
        this.settings = options.clientSettings();
    }

    static CompletableFuture<RpcPeer> connect(Address address, RpcOptions options) {
        var tls = options.tls();
        if (tls != null && !tls.isClient()) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("tls: a context for servers (expected: one for clients)"));
        }
        var peer = new ClientPeer(address, options);
        var connected = new CompletableFuture<RpcPeer>();
        peer.openLater().whenComplete((connection, failure) -> {
            if (failure != null) {
                connected.completeExceptionally(Connecting.failure("connect", address, failure));
            } else if (!connected.complete(peer.adopt(connection, 0))) {
                // Nobody waits for it any more.
                peer.close();
            }
        });
        return connected;
    }

    /** Looks the host's name up where that may block. */
    private CompletableFuture<PeerConnection> openLater() {
        return CompletableFuture.supplyAsync(this::open, Executors.shared()).thenCompose(Function.identity());
    }

    private CompletableFuture<PeerConnection> open() {
        var opened = new CompletableFuture<PeerConnection>();
        try {
            ChannelFuture connected = Transport.connect(address, options.socketSettings(), channel -> {
                var fresh = PeerConnection.on(channel, settings, Nanos.of(options.timeout()), address);
                fresh.ready().whenComplete((ready, failure) -> {
                    if (failure != null) {
                        opened.completeExceptionally(failure);
                    } else {
                        opened.complete(ready);
                    }
                });
            });
            connected.addListener(done -> {
                if (!done.isSuccess()) {
                    opened.completeExceptionally(done.cause());
                }
            });
        } catch (UnknownHostException e) {
            opened.completeExceptionally(new UnknownHostException("no such host: " + e.getMessage()));
        }
        return opened;
    }

    private ClientPeer adopt(PeerConnection fresh, int failures) {
        CompletableFuture<PeerConnection> waiting;
        boolean unwanted;
        synchronized (this) {
            unwanted = closing;
            waiting = connecting;
            if (!unwanted) {
                connection = fresh;
                current = fresh;
            }
        }
        if (unwanted) {
            fresh.close("closed");
            return this;
        }
        long sinceNanos = System.nanoTime();
        fresh.closed().thenAccept(reason -> lost(reason, sinceNanos, failures));
        waiting.complete(fresh);
        return this;
    }

    private void lost(String reason, long sinceNanos, int failures) {
        Reconnect reconnect = options.reconnect();
        boolean over;
        synchronized (this) {
            connection = null;
            current = null;
            connecting = new CompletableFuture<>();
            closing |= reconnect == null;
            over = closing;
        }
        if (over || reconnect == null) {
            closed.complete(reason);
            return;
        }
        // A connection that hardly lived counts as one more failure: a peer that hangs up at once is not stormed.
        boolean lived = System.nanoTime() - sinceNanos > Nanos.of(reconnect.longest());
        retryLater(reconnect, lived ? 0 : failures);
    }

    private void retryLater(Reconnect reconnect, int failures) {
        var unused = EventLoops.schedule(
                () -> retry(reconnect, failures), reconnect.delayMillis(failures), TimeUnit.MILLISECONDS);
    }

    private void retry(Reconnect reconnect, int failures) {
        synchronized (this) {
            if (closing) {
                return;
            }
        }
        openLater().whenComplete((fresh, failure) -> {
            if (failure == null) {
                adopt(fresh, failures + 1);
            } else {
                log.debug("{}: {}", address, failure.getMessage());
                retryLater(reconnect, failures + 1);
            }
        });
    }

    @Override
    @Nullable
    PeerConnection connection() {
        return current;
    }

    @Override
    public boolean awaitConnected(Duration timeout) throws InterruptedException {
        CompletableFuture<PeerConnection> waiting;
        synchronized (this) {
            if (closing) {
                return false;
            }
            if (connection != null) {
                return true;
            }
            waiting = connecting;
        }
        try {
            waiting.get(Nanos.of(timeout), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            return false;
        }
    }

    @Override
    public CompletableFuture<String> closed() {
        return closed.copy();
    }

    @Override
    void end() {
        PeerConnection open;
        CompletableFuture<PeerConnection> waiting;
        synchronized (this) {
            closing = true;
            open = connection;
            waiting = connecting;
        }
        waiting.cancel(false);
        if (open == null) {
            closed.complete("closed");
        } else {
            open.close("closed");
        }
    }
}
