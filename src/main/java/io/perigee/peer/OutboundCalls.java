package io.perigee.peer;

import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecException;
import io.perigee.codec.ValueReader;
import io.perigee.codec.ValueWriter;
import io.perigee.observe.CallInfo;
import io.perigee.remote.Outcome;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RpcProtocolException;
import io.perigee.value.LuaValues;
import io.perigee.wire.FrameError;
import io.perigee.wire.FrameException;
import io.perigee.wire.FrameHeader;
import io.perigee.wire.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The calls of ours: those with a number and those that wait for one. Confined to the event loop.
 */
final class OutboundCalls {
    private static final int TOLERATED_UNEXPECTED_PER_SECOND = 16;

    private final PeerConnection connection;
    private final PeerSettings settings;
    private final FrameBatch batch;
    private final Flow flow;
    private ValueWriter writer;
    private final Encoder encoder;
    private final DirectLane lane;
    private final InFlightCalls inFlight = new InFlightCalls();
    private final ArrayDeque<PendingCall> waiting = new ArrayDeque<>(0);
    private final DeadlineTimer deadlines;

    private int unexpectedCount;
    private long unexpectedSinceNanos;
    private boolean ended;

    OutboundCalls(
            PeerConnection connection,
            PeerSettings settings,
            FrameBatch batch,
            Flow flow,
            ValueWriter writer,
            Encoder encoder,
            DirectLane lane) {
        this.connection = connection;
        this.settings = settings;
        this.batch = batch;
        this.flow = flow;
        this.writer = writer;
        this.encoder = encoder;
        this.lane = lane;
        deadlines = new DeadlineTimer(connection.eventLoop(), this::expire);
    }

    /** From now on calls are written by this. */
    void speak(ValueWriter newWriter) {
        writer = newWriter;
    }

    /** True if responses are still to come, those to calls that were given up among them. */
    boolean awaitsResponses() {
        return inFlight.liveCount() + inFlight.quarantinedCount() > 0 || lane.hasCall();
    }

    /** Begins a call on the event loop itself: its arguments go straight into the batch, if it need not wait. */
    void begin(PendingCall call, @Nullable Object[] args) {
        if (ended || mustWait()) {
            try {
                encoder.call(call, args);
            } catch (RuntimeException | Error e) {
                refuse(call, e);
                return;
            }
            sendOrWait(call);
        } else {
            send(call, args);
        }
    }

    /** Sends a call if a number is free and the socket takes it; else it waits its turn, under its own deadline. */
    void sendOrWait(PendingCall call) {
        if (ended) {
            lost(call, "no connection");
        } else if (call.isDone()) {
            ended(call, true);
        } else if (mustWait()) {
            await(call);
        } else {
            send(call, call.takeArguments());
        }
    }

    private boolean mustWait() {
        return !waiting.isEmpty() || !hasNumber() || !flow.isWritable();
    }

    /** True if a call can be numbered, with the number of the lane if it is the last one. */
    private boolean hasNumber() {
        if (inFlight.isFull()) {
            adoptDirect();
            if (inFlight.reserved() != InFlightCalls.NONE && batch.claim()) {
                // A caller may have used it just before.
                adoptDirect();
                if (inFlight.reserved() != InFlightCalls.NONE) {
                    inFlight.unreserve();
                }
            }
        }
        return !inFlight.isFull();
    }

    /** Enters the call that a calling thread has written by itself, if there is one. */
    void adoptDirect() {
        PendingCall call = lane.takeCall();
        if (call != null) {
            call.seq = inFlight.adopt(call);
            watch(call);
        }
    }

    /** Lets a calling thread write the next call by itself; nothing else must be on its way to the socket. */
    void openLane() {
        adoptDirect();
        boolean used = inFlight.reserved() == InFlightCalls.NONE;
        if (!waiting.isEmpty() || (used && inFlight.isFull())) {
            return;
        }
        if (used) {
            inFlight.reserve();
        }
        lane.open(inFlight.reserved(), used, deadlines);
    }

    private void await(PendingCall call) {
        if (waiting.size() >= settings.maxQueuedCalls()) {
            refuseFull(call);
            return;
        }
        waiting.add(call);
        watch(call);
    }

    void refuseFull(PendingCall call) {
        ended(call, call.refuse("too many calls wait (expected: <= " + settings.maxQueuedCalls() + ")"));
    }

    /**
     * Sends a call; a number must be free.
     *
     * @param args for a call whose payload is not encoded yet
     */
    private void send(PendingCall call, @Nullable Object[] args) {
        call.seq = inFlight.take(call);
        try {
            write(call, args);
            watch(call);
        } catch (RuntimeException | Error e) {
            inFlight.release(call.seq);
            call.seq = PendingCall.NOT_SENT;
            refuse(call, e);
        }
    }

    /** Ends a call that cannot be sent as it is; on the event loop, or before others know the call. */
    void refuse(PendingCall call, Throwable cause) {
        ended(call, call.refuse(cause));
    }

    /**
     * Writes the frame of a call.
     *
     * @throws CodecException if it has no form on the wire; nothing is written then
     */
    private void write(PendingCall call, @Nullable Object[] args) {
        ByteOutput out = batch.out();
        int start = out.length();
        try {
            FrameHeader.begin(out, FrameHeader.CALL, call.seq);
            if (!call.takePayload(out)) {
                writer.begin(out, settings.maxPayload());
                writer.writeName(out, call.procedure);
                Arguments.write(out, writer, args);
            }
            batch.complete(out, start);
        } catch (RuntimeException | Error e) {
            out.truncate(start);
            throw e;
        }
        flow.updateReading();
    }

    private void watch(PendingCall call) {
        if (call.startNanos == 0) {
            call.startNanos = connection.nowNanos();
        }
        if (call.hasDeadline()) {
            deadlines.watch(call.deadlineNanos());
        }
    }

    /** Sends what waits, as far as numbers and the socket go. */
    void sendWaiting() {
        while (!waiting.isEmpty() && hasNumber() && flow.isWritable()) {
            // Removed first: writing may make the socket writable, which leads here again.
            PendingCall call = waiting.remove();
            if (call.isDone()) {
                ended(call, true);
            } else {
                send(call, call.takeArguments());
            }
        }
    }

    void onResponse(int seq, byte[] in, int start, int end, ValueReader reader) {
        boolean direct = seq == inFlight.reserved() && lane.hasCall();
        if (direct) {
            adoptDirect();
        }
        switch (inFlight.find(seq)) {
            case NOTHING, RESERVED -> {
                countUnexpected(seq);
                return;
            }
            case QUARANTINED -> {
                inFlight.release(seq);
                connection.events().unexpected("late response to call " + seq);
            }
            case LIVE -> {
                PendingCall call = inFlight.get(seq);
                inFlight.release(seq);
                if (direct) {
                    // Before the thread that waits for this response can make its next call.
                    connection.openLane();
                }
                complete(call, in, start, end, reader);
            }
        }
        sendWaiting();
        flow.updateReading();
    }

    private void countUnexpected(int seq) {
        connection.events().unexpected("response to call " + seq + ", which is not open");
        long now = connection.nanoTime();
        if (unexpectedCount == 0 || now - unexpectedSinceNanos > TimeUnit.SECONDS.toNanos(1)) {
            unexpectedSinceNanos = now;
            unexpectedCount = 0;
        }
        if (++unexpectedCount > TOLERATED_UNEXPECTED_PER_SECOND) {
            throw new FrameException(
                    FrameError.UNEXPECTED_RESPONSE,
                    unexpectedCount + " within a second",
                    "<= " + TOLERATED_UNEXPECTED_PER_SECOND);
        }
    }

    private void complete(PendingCall call, byte[] in, int start, int end, ValueReader reader) {
        if (start == end) {
            ended(
                    call,
                    call.completeExceptionally(
                            protocolError(call, "no-status: no payload (expected: a status byte)", null)));
            return;
        }
        int status = in[start] & 0xff;
        switch (status) {
            case Status.OK -> {
                LuaValues results = results(call, in, start, end, reader);
                if (results != null) {
                    ended(call, call.complete(results));
                }
            }
            case Status.EXCEPTION -> fail(call, Reason.RAISED, results(call, in, start, end, reader));
            case Status.NO_SUCH_PROCEDURE -> fail(call, Reason.NO_SUCH_PROCEDURE, LuaValues.empty());
            case Status.NOT_CALLABLE -> fail(call, Reason.NOT_CALLABLE, LuaValues.empty());
            case Status.NOT_SERIALIZABLE -> fail(call, Reason.NOT_SERIALIZABLE, results(call, in, start, end, reader));
            default ->
                ended(
                        call,
                        call.completeExceptionally(
                                protocolError(call, "unknown-status: " + status + " (expected: 0 to 4)", null)));
        }
    }

    private void fail(PendingCall call, Reason reason, @Nullable LuaValues error) {
        if (error != null) {
            var failure = new RemoteErrorException(call.procedure, connection.peer(), reason, error.get(0));
            ended(call, call.completeExceptionally(failure));
        }
    }

    /** Null if there is no reading them; the call has ended then. */
    private @Nullable LuaValues results(PendingCall call, byte[] in, int start, int end, ValueReader reader) {
        reader.attach(in, start + 1, end);
        try {
            return reader.rest();
        } catch (CodecException e) {
            ended(call, call.completeExceptionally(protocolError(call, "result: " + e.getMessage(), e)));
            return null;
        }
    }

    private RpcProtocolException protocolError(PendingCall call, String what, @Nullable Throwable cause) {
        return new RpcProtocolException(call.procedure, connection.peer(), Outcome.ANSWERED, what, cause);
    }

    /** A call was cancelled; any thread. */
    void cancelled(PendingCall call) {
        connection.eventLoop().execute(() -> giveUp(call));
    }

    /** A call never reached the event loop; any thread. */
    void lost(PendingCall call, String reason) {
        ended(call, call.loseConnection(reason));
    }

    /** The caller lost interest; the number stays taken until the response comes. */
    private void giveUp(PendingCall call) {
        adoptDirect();
        if (call.seq == PendingCall.NOT_SENT) {
            waiting.remove(call);
        } else {
            inFlight.quarantine(call.seq, call);
        }
        ended(call, true);
    }

    private void expire() {
        // A caller that counts on the timer, which is gone, either is seen now or calls back.
        batch.claim();
        adoptDirect();
        long now = connection.nanoTime();
        var overdue = new ArrayList<PendingCall>();
        waiting.removeIf(call -> call.isOverdue(now) && overdue.add(call));
        inFlight.forEachLive(call -> {
            if (call.isOverdue(now)) {
                inFlight.quarantine(call.seq, call);
                overdue.add(call);
            }
        });
        waiting.forEach(this::watch);
        inFlight.forEachLive(this::watch);
        // Last of all: what depends on these calls may make calls of its own.
        overdue.forEach(call -> ended(call, call.timeOut()));
        if (!overdue.isEmpty() && !ended) {
            flow.givenUp();
        }
        connection.openLane();
    }

    void end(String reason) {
        ended = true;
        adoptDirect();
        deadlines.stop();
        inFlight.forEachLive(call -> ended(call, call.loseConnection(reason)));
        waiting.forEach(call -> ended(call, call.loseConnection(reason)));
        waiting.clear();
    }

    /** Tells the listener, once, if this is what ended the call. */
    void ended(PendingCall call, boolean byThis) {
        call.dropPayload();
        var listener = settings.listener();
        if (listener != null && byThis && !call.told) {
            call.told = true;
            Throwable failure = call.failure();
            listener.onCallEnded(new CallInfo(
                    connection.peer(),
                    call.procedure,
                    connection.nanoTime() - call.startNanos,
                    failure == null ? null : String.valueOf(failure.getMessage())));
        }
    }
}
