package io.perigee.gateway.json;

import io.netty.channel.Channel;
import io.perigee.budget.Share;
import io.perigee.codec.ByteOutput;
import io.perigee.gateway.GatewaySettings;
import io.perigee.observe.RpcListener;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcConnectionException;
import io.perigee.transport.Address;
import io.perigee.transport.ConnectFailure;
import io.perigee.transport.Transport;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A connection of ours to a daemon; its client has one after the other. Thread-safe. */
final class ClientConnection implements MessageStream.User {
    private final JsonClient client;
    private final LengthOrder order;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private @Nullable RpcListener listener;
    private volatile @Nullable MessageStream stream;
    private volatile boolean open;
    private volatile boolean closing;

    ClientConnection(JsonClient client, LengthOrder order) {
        this.client = client;
        this.order = order;
    }

    /** Completes when messages may be sent, or fails with a {@link RpcConnectionException}. */
    CompletableFuture<Boolean> ready() {
        return ready;
    }

    boolean isOpen() {
        return open;
    }

    /** Connects; may block while it looks a name up. */
    void open(Address address, GatewaySettings settings) {
        listener = settings.listener();
        try {
            var unused = Transport.connect(address, settings.sockets(), channel -> begin(channel, settings))
                    .addListener(done -> {
                        if (!done.isSuccess()) {
                            closed(ConnectFailure.text(done.cause()), done.cause());
                        }
                    });
        } catch (IOException e) {
            closed(ConnectFailure.text(e), e);
        }
    }

    private void begin(Channel channel, GatewaySettings settings) {
        var messages = new MessageStream(channel, order, settings, Share.UNBOUNDED, this);
        stream = messages;
        channel.pipeline().addLast(messages);
        if (closing) {
            messages.close();
        }
    }

    /** Writes a message; on any thread. */
    void write(ByteOutput message) {
        MessageStream to = stream;
        if (to != null) {
            to.execute(() -> to.write(message));
        }
    }

    void close() {
        closing = true;
        MessageStream toClose = stream;
        if (toClose != null) {
            toClose.close();
        }
    }

    @Override
    public void opened() {
        open = true;
        if (listener != null) {
            listener.onConnected(client.peer());
        }
        client.opened(this);
        ready.complete(true);
    }

    @Override
    public void message(byte[] text) {
        if (!client.message(this, text)) {
            broken("response: " + text.length + " bytes (expected: nothing, as no call is due)");
        }
    }

    @Override
    public void taken(int bytesLeft) {
        if (!client.taken(this, bytesLeft)) {
            broken("trailing: " + bytesLeft + " bytes (expected: nothing, as no call is due)");
        }
    }

    @Override
    public void broken(String error) {
        if (listener != null) {
            listener.onUnexpected(client.peer(), error);
        }
        client.broken(this, error);
    }

    @Override
    public void writable() {
        // One message at a time is never too much.
    }

    @Override
    public void closed(String reason, @Nullable Throwable cause) {
        boolean wasOpen = open;
        open = false;
        client.ended(this, wasOpen, reason, cause);
        ready.completeExceptionally(
                new RpcConnectionException("connect", client.peer(), Outcome.NOT_SENT, reason, cause));
        if (listener != null && wasOpen) {
            listener.onDisconnected(client.peer(), reason);
        }
    }
}
