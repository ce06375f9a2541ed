package io.perigee.peer;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.perigee.budget.ServerBudget;
import io.perigee.budget.Share;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.ValueReader;
import io.perigee.codec.ValueWriter;
import io.perigee.observe.Limit;
import io.perigee.procedure.PeerSession;
import io.perigee.procedure.ScriptSession;
import io.perigee.remote.Caller;
import io.perigee.transport.Address;
import io.perigee.transport.DirectSocket;
import io.perigee.transport.SocketFactory;
import io.perigee.wire.FrameDecoder;
import io.perigee.wire.FrameException;
import io.perigee.wire.FrameHeader;
import io.perigee.wire.FrameSink;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two directions of one connection and what they share: the socket, the batch of frames to be written, and the end.
 */
public final class PeerConnection implements FrameSink {
    private static final Logger log = LoggerFactory.getLogger(PeerConnection.class);

    private final PeerSettings settings;
    private final Channel channel;
    private final EventLoop loop;
    private final FrameDecoder decoder;
    private final String peer;
    private final PeerEvents events;
    private final SessionHolder session;
    private final PeerCaller caller;
    private final ObjectTable objects = new ObjectTable(this);
    private final OutgoingQueue queue = new OutgoingQueue();
    private final DirectLane lane;
    private final Share share;
    private final Encoder encoder;
    private final FrameBatch batch;
    private final OpenCalls open;
    private final Flow flow;
    private final OutboundCalls outbound;
    private final InboundCalls inbound;
    private final Handover handover;
    private ValueReader reader;

    private final CompletableFuture<PeerConnection> ready = new CompletableFuture<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final @Nullable KeepAlive keepAlive;

    /** Frames are being taken out of one read, or calls out of the queue; the flush comes when that is done. */
    private boolean batching;

    /** When this batch began, or 0 if nobody has looked. */
    private long batchNanos;

    private boolean flushScheduled;
    private boolean begun;
    private @Nullable String endReason;

    /** Begun when the peer first asks for it; on the event loop alone. */
    private @Nullable ScriptSession scripts;

    private PeerConnection(
            Channel channel, PeerSettings settings, long timeoutNanos, Address address, @Nullable ServerBudget budget) {
        this.channel = channel;
        this.loop = channel.eventLoop();
        this.settings = settings;
        this.peer = Address.describePeer(channel, address);
        events = new PeerEvents(peer, settings.listener());
        session = new SessionHolder(channel, peer, settings.listener());
        caller = new PeerCaller(() -> this, peer, timeoutNanos);
        // A frame log is called on the event loop alone.
        lane = new DirectLane(
                settings.frameLog() == null ? DirectSocket.prepare(channel) : null,
                queue,
                settings.maxPayload(),
                channel.alloc(),
                loop,
                this::laneReleased,
                this::endLater);
        share = budget == null ? Share.UNBOUNDED : budget.join(new PeerHolder(this));
        batch = new FrameBatch(channel, settings, lane, share, this::writabilityChanged, this::endLater);
        reader = settings.codec().newReader(settings.limits(), objects);
        ValueWriter writer = settings.codec().newWriter(objects);
        encoder = new Encoder(settings.codec(), objects, settings.maxPayload());
        decoder = new FrameDecoder(
                this, Math.min(settings.maxPayload(), share.maxFrameBytes()), settings.frameTimeoutNanos());
        open = new OpenCalls(settings.maxInboundCalls(), settings.maxBacklogBytes());
        flow = new Flow(this, channel, batch, decoder, open);
        outbound = new OutboundCalls(this, settings, batch, flow, writer, encoder, lane);
        inbound = new InboundCalls(this, settings, batch, flow, open, share, reader, writer);
        handover = new Handover(this, settings, queue, lane, encoder);
        keepAlive = settings.keepAliveNanos() > 0 ? new KeepAlive(this, channel, settings.keepAliveNanos()) : null;
    }

    /**
     * Makes a connection of a channel that is being opened, and adds its handlers.
     *
     * @param timeoutNanos for calls that say nothing else; 0 for none
     */
    public static PeerConnection on(Channel channel, PeerSettings settings, long timeoutNanos, Address address) {
        return on(channel, settings, timeoutNanos, address, null);
    }

    /**
     * As the other one, for a connection that shares a budget with all others of its server.
     *
     * @param budget null for a connection of its own
     */
    public static PeerConnection on(
            Channel channel, PeerSettings settings, long timeoutNanos, Address address, @Nullable ServerBudget budget) {
        var connection = new PeerConnection(channel, settings, timeoutNanos, address, budget);
        channel.pipeline().addLast(connection.decoder, new PeerHandler(connection));
        return connection;
    }

    /** Completes once calls can be sent; fails if it comes to nothing. */
    public CompletableFuture<PeerConnection> ready() {
        return ready;
    }

    /** Completes with the reason when the connection has ended. */
    public CompletableFuture<String> closed() {
        return closed;
    }

    public boolean isOpen() {
        return !queue.isClosed();
    }

    /** The address of the other end, as text. */
    public String peer() {
        return peer;
    }

    /** Who is there, once calls can be sent. */
    PeerSession session() {
        return session.get();
    }

    PeerEvents events() {
        return events;
    }

    OutboundCalls outbound() {
        return outbound;
    }

    InboundCalls inbound() {
        return inbound;
    }

    /** What is for any thread; the rest is for the event loop alone. */
    Handover handover() {
        return handover;
    }

    /** Null until the connection has ended. */
    @Nullable
    String endReason() {
        return endReason;
    }

    /** The thread of the connection: calls that are begun on it go out in their order. */
    public EventLoop eventLoop() {
        return loop;
    }

    /** Calls over this very connection, with the time-out of the options. */
    public Caller caller() {
        return caller;
    }

    /** Forgets an object that was handed out by reference; what the peer still holds of it is then unknown here. */
    public boolean release(Object object) {
        return objects.release(object);
    }

    /** Ends the connection and every call on it. Idempotent; any thread. */
    public CompletableFuture<String> close(String reason) {
        if (loop.inEventLoop()) {
            end(reason);
        } else {
            loop.execute(() -> end(reason));
        }
        return closed;
    }

    /** What the peer has of the host of scripts; null if there is none. On the event loop. */
    @Nullable
    ScriptSession scripts() {
        var host = settings.scripts();
        if (scripts == null && host != null && endReason == null) {
            scripts = host.open(peer, settings.listener());
        }
        return scripts;
    }

    // On the event loop: what goes out.

    /** Does what other threads have handed over. */
    void drainQueue() {
        if (!batch.claim()) {
            return;
        }
        boolean outermost = !batching;
        batching = true;
        for (Outgoing node = queue.takeAll(); node != null; ) {
            Outgoing following = node.next();
            node.next(null);
            try {
                node.proceed();
            } catch (RuntimeException | Error e) {
                // What has not been written is told so by the nodes that follow: none is lost.
                log.error("{}: {}", peer, e, e);
                end(ConnectionFailure.describe(e));
            }
            node = following;
        }
        if (outermost) {
            endBatch();
        }
    }

    private void endBatch() {
        batching = false;
        batchNanos = 0;
        flush();
    }

    private void flush() {
        batch.flush();
        inbound.detach();
        account();
        openLane();
    }

    /** Tells the server what the connection holds now. */
    private void account() {
        share.running(open.occupied(), open.argumentBytes());
        share.received(decoder.heldBytes() + open.heldBytes());
    }

    /** There may be room at the server for calls that wait for it. */
    void roomAtServer() {
        try {
            if (endReason == null) {
                inbound.runBacklog();
                scheduleFlush();
            }
        } finally {
            share.passRoomOn();
        }
    }

    /** True if no call is open in either direction. */
    boolean isIdle() {
        return open.running() == 0 && !open.hasBacklog() && !outbound.awaitsResponses();
    }

    void takesRoom(PeerCall call) {
        open.occupy(call.seq);
        // At once: in the same round of the event loop others ask what is left.
        share.running(open.occupied(), open.argumentBytes());
    }

    /** A call of the peer has its answer, and the connection is no more. Any thread: no call begins or ends any more. */
    void ranOn(PeerCall call, String reason) {
        share.ranOn(open.isOccupying(call.seq) ? 1 : 0, call.argumentBytes());
        events.served(call, reason);
    }

    /** Lets calling threads write by themselves, if they do so at all and there is nothing that they would overtake. */
    void openLane() {
        if (lane.isWished()
                && begun
                && endReason == null
                && flow.isReading()
                && queue.isEmpty()
                && batch.isEmpty()
                && lane.isIdle()) {
            outbound.openLane();
        }
    }

    /** Does what was left undone because a calling thread was writing. */
    private void laneReleased() {
        if (endReason == null) {
            outbound.adoptDirect();
            flow.updateReading();
            outbound.sendWaiting();
        }
        drainQueue();
    }

    /** The time on the clock of the event loop, by which its timers go: any thread. */
    long nanoTime() {
        return loop.ticker().nanoTime();
    }

    /** The time, looked at once in a batch: the system's clock costs as much as a call. */
    long nowNanos() {
        if (!batching) {
            return nanoTime();
        }
        if (batchNanos == 0) {
            batchNanos = nanoTime();
        }
        return batchNanos;
    }

    /** Frames written outside a read leave after the task that writes them, and with all others of that task. */
    void scheduleFlush() {
        if (!batching && !flushScheduled) {
            flushScheduled = true;
            loop.execute(() -> {
                flushScheduled = false;
                flush();
            });
        }
    }

    // On the event loop: what comes in.

    @Override
    public void onCall(int seq, byte[] in, int start, int end) {
        if (endReason != null) {
            return;
        }
        batching = true;
        logReceived(in, start, end);
        inbound.onCall(seq, in, start, end);
    }

    @Override
    public void onResponse(int seq, byte[] in, int start, int end) {
        if (endReason != null) {
            return;
        }
        batching = true;
        logReceived(in, start, end);
        outbound.onResponse(seq, in, start, end, reader);
    }

    /** Reads and writes by another codec from now on: the peer's first call is of it. */
    void speak(ValueCodec codec) {
        ValueWriter writer = codec.newWriter(objects);
        reader = codec.newReader(settings.limits(), objects);
        inbound.speak(reader, writer);
        outbound.speak(writer);
        encoder.speak(codec);
    }

    private void logReceived(byte[] in, int start, int end) {
        var frameLog = settings.frameLog();
        if (frameLog != null) {
            frameLog.frame(false, Arrays.copyOfRange(in, start - FrameHeader.SIZE, end));
        }
    }

    @Override
    public void onReadComplete(boolean partial) {
        share.heard(batching);
        endBatch();
        if (partial && settings.quickAcknowledge()) {
            SocketFactory.acknowledgeNow(channel);
        }
        if (keepAlive != null) {
            keepAlive.heard();
        }
    }

    void writabilityChanged() {
        if (endReason == null && flow.takesMore()) {
            outbound.sendWaiting();
            inbound.runBacklog();
            scheduleFlush();
        }
    }

    // On the event loop: the beginning and the end.

    void begin() {
        begun = true;
        events.connected(session);
        if (keepAlive != null) {
            keepAlive.start();
        }
        ready.complete(this);
    }

    @Override
    public void onBroken(FrameException cause) {
        // Peers can cause these at will: the listener counts them, the log is for who looks.
        log.debug("{}: closed, {}", peer, cause.getMessage());
        switch (cause.error()) {
            case SIZE_LIMIT -> share.tell(Limit.FRAME_SIZE, cause.getMessage());
            case FRAME_TIMEOUT -> share.tell(Limit.FRAME_TIME, cause.getMessage());
            default -> {
                // No limit.
            }
        }
        end(cause.getMessage());
    }

    /** Where a call is just being written, which is to end with all others; any thread. */
    private void endLater(Throwable failure) {
        String reason = ConnectionFailure.describe(failure);
        log.debug("{}: {}", peer, reason, failure);
        loop.execute(() -> end(reason));
    }

    void end(String reason) {
        if (endReason != null) {
            return;
        }
        endReason = reason;
        flow.stop();
        decoder.stop();
        if (keepAlive != null) {
            keepAlive.stop();
        }
        lane.awaitClosed();
        batch.claim();
        batch.flush();
        batch.release();
        lane.free();
        channel.close();
        Outgoing left = queue.close();
        outbound.end(reason);
        for (; left != null; left = left.next()) {
            left.abandon(reason);
        }
        inbound.clear();
        account();
        share.close();
        objects.clear();
        if (scripts != null) {
            scripts.close();
        }
        ready.completeExceptionally(new IOException(peer + ": " + reason));
        events.ended(begun, session, reason);
        closed.complete(reason);
    }
}
