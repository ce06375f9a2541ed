package io.perigee.gateway.json;

import io.netty.channel.Channel;
import io.perigee.budget.Holder;
import io.perigee.budget.ServerBudget;
import io.perigee.budget.Share;
import io.perigee.codec.ByteOutput;
import io.perigee.codec.json.JsonFormatException;
import io.perigee.gateway.GatewayCall;
import io.perigee.gateway.GatewaySettings;
import io.perigee.observe.PeerInfo;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.NameProbe;
import io.perigee.procedure.PeerSession;
import io.perigee.procedure.ScriptHost;
import io.perigee.procedure.ScriptSession;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.transport.Peers;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.wire.SpareOutputs;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a peer that calls. Requests have no numbers, so they are run one after the other and answered in their
 * order; what comes meanwhile is left to the socket.
 */
final class ServedConnection implements MessageStream.User, Holder {
    /** What the values of a request take for each byte of its text: often less, and at times more. */
    private static final int VALUE_BYTES = 4;

    private final GatewaySettings settings;
    private final Envelope envelope;
    private final Channel channel;
    private final String peer;
    private final Share share;
    private final MessageStream stream;
    private final Consumer<ServedConnection> onClosed;
    private final NameProbe probe = new NameProbe();
    private @Nullable ScriptSession scripts;

    /** Of a peer that nothing is known of, until the connection is ready for messages. */
    private PeerSession session;

    /** A call is at work. */
    private boolean running;

    /** The call at work takes room at the server. */
    private boolean occupying;

    /** What the values take of the request that runs or waits. */
    private long requestBytes;

    /** A call that waits until the server has room for it. */
    private @Nullable Request waiting;

    ServedConnection(
            Channel channel,
            String peer,
            LengthOrder order,
            Envelope envelope,
            GatewaySettings settings,
            ServerBudget budget,
            Consumer<ServedConnection> onClosed) {
        this.settings = settings;
        this.envelope = envelope;
        this.channel = channel;
        this.peer = peer;
        this.session = new PeerSession(PeerInfo.named(peer), settings.listener());
        this.onClosed = onClosed;
        this.share = budget.join(this);
        this.stream = new MessageStream(channel, order, settings, share, this);
        channel.pipeline().addLast(stream);
    }

    void close() {
        stream.close();
    }

    @Override
    public void opened() {
        RpcListener listener = settings.listener();
        session = new PeerSession(Peers.describe(channel, peer), listener);
        if (listener != null) {
            listener.onConnected(session.peer());
        }
    }

    @Override
    public void message(byte[] text) {
        Request request;
        try {
            request = envelope.readRequest(text);
        } catch (JsonFormatException e) {
            refuse(String.valueOf(e.getMessage()));
            return;
        }
        stream.pause();
        requestBytes = (long) VALUE_BYTES * text.length;
        begin(request);
    }

    /** Runs a call, or keeps it until there is room. */
    private void begin(Request request) {
        byte[] name = request.function().unwrap();
        probe.set(name, 0, name.length);
        if (hasRoom()) {
            waiting = null;
            running = true;
            occupying = false;
            settings.dispatcher().dispatch(probe, request.values(), new Call());
            if (running) {
                share.running(occupying ? 1 : 0, requestBytes);
            }
        } else {
            waiting = request;
        }
        probe.clear();
    }

    /** True if the server has room for the call of this name, or it takes none. */
    private boolean hasRoom() {
        if (share.hasRoomNow(0, 0, requestBytes)) {
            return true;
        }
        return settings.dispatcher().isNonBlocking(probe)
                ? share.hasRoomForAnswer()
                : share.hasRoom(0, 0, requestBytes);
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public void end(String reason) {
        stream.executeLater(() -> stream.end(reason));
    }

    @Override
    public void ifIdle(Runnable task) {
        stream.executeLater(() -> {
            if (!running && waiting == null) {
                task.run();
            }
        });
    }

    @Override
    public void room() {
        stream.executeLater(() -> {
            try {
                if (waiting != null) {
                    begin(waiting);
                }
            } finally {
                share.passRoomOn();
            }
        });
    }

    @Override
    public void taken(int bytesLeft) {
        // A peer may send what it will ask next.
    }

    @Override
    public void broken(String error) {
        try {
            refuse(error);
        } finally {
            stream.finish();
        }
    }

    private void refuse(String error) {
        RpcListener listener = settings.listener();
        if (listener != null) {
            listener.onUnexpected(peer, error);
        }
        respond(write(to -> envelope.writeWhatFits(to, ErrorCode.BAD_REQUEST, error, null)));
    }

    /** Writes a response: on the event loop, where most are, into what the one before was written into. */
    private ByteOutput write(UnaryOperator<ByteOutput> writing) {
        if (!channel.eventLoop().inEventLoop()) {
            return writing.apply(new ByteOutput(MessageStream.FIRST_CAPACITY));
        }
        ByteOutput spare = SpareOutputs.take();
        try {
            return writing.apply(spare);
        } catch (RuntimeException | Error e) {
            SpareOutputs.giveBack(spare);
            throw e;
        }
    }

    private void respond(ByteOutput response) {
        stream.write(response);
        SpareOutputs.giveBack(response);
        writable();
    }

    /** A peer that takes no answers is given nothing more to do. */
    @Override
    public void writable() {
        if (running || waiting != null || !stream.isWritable()) {
            stream.pause();
        } else {
            stream.resume();
        }
    }

    @Override
    public void closed(String reason, @Nullable Throwable cause) {
        waiting = null;
        onClosed.accept(this);
        if (scripts != null) {
            scripts.close();
        }
        RpcListener listener = settings.listener();
        if (listener != null && stream.isOpened()) {
            listener.onDisconnected(session.peer(), reason);
        } else if (listener != null) {
            listener.onRejected(peer, reason);
        }
    }

    private final class Call extends GatewayCall {
        Call() {
            super(session, settings.listener());
        }

        @Override
        protected void takesRoom() {
            occupying = true;
        }

        @Override
        protected @Nullable ScriptSession scripts() {
            ScriptHost host = settings.scripts();
            if (scripts == null && host != null) {
                scripts = host.open(peer, settings.listener());
            }
            return scripts;
        }

        @Override
        protected void reply(LuaValues results) {
            end(write(to -> envelope.writeResults(to, results)));
        }

        @Override
        protected void replyError(Reason reason, LuaValue error, String text) {
            boolean isMessage = error instanceof LuaNil || error instanceof LuaString;
            ByteOutput response;
            try {
                response =
                        write(to -> envelope.writeWhatFits(to, ErrorCode.of(reason), text, isMessage ? null : error));
            } catch (RuntimeException | Error e) {
                // A call that cannot be answered must not be waited for.
                stream.close();
                stream.execute(() -> share.running(0, 0));
                return;
            }
            end(response);
        }

        private void end(ByteOutput response) {
            stream.execute(() -> {
                running = false;
                share.running(0, 0);
                respond(response);
            });
        }
    }
}
