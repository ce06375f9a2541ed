package io.perigee.chaos;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.perigee.transport.Reading;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client, the server that was connected for it, and the two streams between them. Confined to their event loop. */
final class ProxiedConnection {
    /** How long the two ends have to hang up, once both have been told that the connection has ended. */
    private static final int PARTING_SECONDS = 10;

    private final long number;
    private final Channel client;
    private final Channel server;
    private final ChaosObserver observer;
    private final ProxiedStream toServer;
    private final ProxiedStream toClient;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

    private boolean parting;
    private boolean closed;

    ProxiedConnection(long number, Channel client, Channel server, FaultPlan plan, ChaosObserver observer) {
        this.number = number;
        this.client = client;
        this.server = server;
        this.observer = observer;
        toServer = stream(Direction.TO_SERVER, client, server, plan);
        toClient = stream(Direction.TO_CLIENT, server, client, plan);
    }

    private ProxiedStream stream(Direction direction, Channel source, Channel sink, FaultPlan plan) {
        return new ProxiedStream(this, direction, source, sink, plan.faults(number, direction));
    }

    long number() {
        return number;
    }

    ChaosObserver observer() {
        return observer;
    }

    CompletableFuture<@Nullable Void> ended() {
        return ended;
    }

    void begin() {
        client.pipeline().addLast(new RelayHandler(this, toServer, toClient));
        server.pipeline().addLast(new RelayHandler(this, toClient, toServer));
        if (!client.isActive() || !server.isActive()) {
            // It was gone before there was anybody to be told.
            reset();
            return;
        }
        // Before the first byte, for the faults that come before it.
        toServer.pump();
        toClient.pump();
        client.pipeline().remove(EarlyEvents.class);
        Reading.of(client).pause(false);
        Reading.of(server).pause(false);
    }

    /** Both ends see the end of the stream, and then have some time to hang up. */
    void finish() {
        if (!parting && !closed) {
            parting = true;
            toServer.halfClose();
            toClient.halfClose();
            client.eventLoop().schedule(this::close, PARTING_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Both ends see a reset, where sockets have that. */
    void reset() {
        resetWhenClosed(client);
        resetWhenClosed(server);
        close();
    }

    static void resetWhenClosed(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
    }

    void closeIfSettled() {
        if (toServer.isSettled() && toClient.isSettled()) {
            close();
        }
    }

    /** As {@link #close()}, from any thread. */
    void closeLater() {
        client.eventLoop().execute(this::close);
    }

    void close() {
        if (!closed) {
            closed = true;
            toServer.abandon();
            toClient.abandon();
            client.close();
            server.close();
            observer.onEnd(number, toServer.forwardedBytes(), toClient.forwardedBytes());
            ended.complete(null);
        }
    }
}
