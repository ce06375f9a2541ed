package io.perigee.peer;

import io.netty.channel.EventLoop;
import io.perigee.remote.CallHandler;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaValues;
import io.perigee.wire.Status;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What any thread may do on a connection: begin a call of ours, and answer one of the peer's.
 *
 * <p>On the event loop it is done at once. On other threads it is handed over by way of the queue, encoded but for plain
 * numbers; a thread that is about to wait for its call goes by the lane, if that is open.
 */
final class Handover {
    private final PeerConnection connection;
    private final PeerSettings settings;
    private final EventLoop loop;
    private final OutgoingQueue queue;
    private final DirectLane lane;
    private final Encoder encoder;
    private final OutboundCalls outbound;
    private final InboundCalls inbound;
    private final Runnable drain;

    /** Those of the last call, which will do for the next one if its time-out is the same. Threads may overwrite it. */
    private CallTerms terms;

    Handover(PeerConnection connection, PeerSettings settings, OutgoingQueue queue, DirectLane lane, Encoder encoder) {
        this.connection = connection;
        this.settings = settings;
        this.queue = queue;
        this.lane = lane;
        this.encoder = encoder;
        loop = connection.eventLoop();
        outbound = connection.outbound();
        inbound = connection.inbound();
        drain = connection::drainQueue;
        terms = new CallTerms(connection, 0);
    }

    /**
     * Begins a call; its failure, too, is in the future.
     *
     * @param args as {@link Arguments#convert} gives them
     */
    CompletableFuture<LuaValues> call(String procedure, @Nullable Object[] args, long timeoutNanos) {
        var call = new FutureCall(terms(timeoutNanos), procedure, startNanos());
        begin(call, args);
        return call;
    }

    /** As {@link #call(String, Object[], long)}, for a caller that wants no future. */
    void call(CallHandler handler, String procedure, @Nullable Object[] args, long timeoutNanos) {
        begin(new HandledCall(terms(timeoutNanos), procedure, startNanos(), handler), args);
    }

    private void begin(PendingCall call, @Nullable Object[] args) {
        if (loop.inEventLoop()) {
            outbound.begin(call, args);
            connection.scheduleFlush();
            return;
        }
        try {
            encoder.call(call, args);
        } catch (RuntimeException | Error e) {
            outbound.refuse(call, e);
            return;
        }
        offer(call, settings.maxQueuedCalls());
    }

    /**
     * As {@link #call}, for a thread that is about to wait for the results: it sends the call itself if nothing else is on
     * its way to the socket.
     */
    AwaitedCall callFromWaiter(String procedure, @Nullable Object[] args, long timeoutNanos) {
        var call = new AwaitedCall(terms(timeoutNanos), procedure, startNanos());
        boolean sent;
        try {
            sent = encoder.send(lane, call, args);
        } catch (RuntimeException | Error e) {
            outbound.refuse(call, e);
            return call;
        }
        if (!sent) {
            offer(call, settings.maxQueuedCalls());
        }
        return call;
    }

    /** When a call begins, if somebody wants to know; 0 if not. */
    private long startNanos() {
        return settings.listener() == null ? 0 : connection.nanoTime();
    }

    private CallTerms terms(long timeoutNanos) {
        CallTerms last = terms;
        if (last.timeoutNanos() != timeoutNanos) {
            last = new CallTerms(connection, timeoutNanos);
            terms = last;
        }
        return last;
    }

    void answer(PeerCall call, int status, LuaValues values) {
        if (!loop.inEventLoop()) {
            offer(encoder.response(call, status, values), Integer.MAX_VALUE);
        } else if (isTaken(call)) {
            inbound.respond(call, status, values);
            connection.scheduleFlush();
        }
    }

    /** As {@link #answer(PeerCall, int, LuaValues)}, for one integer as the result. */
    void answer(PeerCall call, long result) {
        if (!loop.inEventLoop()) {
            answer(call, Status.OK, LuaValues.of(LuaInteger.of(result)));
        } else if (isTaken(call)) {
            inbound.respond(call, result);
            connection.scheduleFlush();
        }
    }

    /** On the event loop: gives the answer that another thread has handed over. */
    void answer(Answer answer) {
        if (isTaken(answer.call)) {
            inbound.respond(answer);
        }
    }

    /** True if there is somebody to be answered; else the call is over. */
    private boolean isTaken(PeerCall call) {
        String endReason = connection.endReason();
        if (endReason != null) {
            connection.ranOn(call, endReason);
        }
        return endReason == null;
    }

    private void offer(Outgoing node, int limit) {
        switch (queue.offer(node, limit)) {
            case FIRST -> loop.execute(drain);
            case FULL -> outbound.refuseFull((PendingCall) node);
            case CLOSED -> node.abandon("no connection");
            case FOLLOWED -> {
                // Whoever was first has woken the loop.
            }
        }
    }
}
