package io.perigee.peer;

import io.perigee.budget.Share;
import io.perigee.codec.ByteOutput;
import io.perigee.codec.CodecException;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.ValueReader;
import io.perigee.codec.ValueWriter;
import io.perigee.procedure.NameProbe;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaInteger;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.wire.FrameError;
import io.perigee.wire.FrameException;
import io.perigee.wire.FrameHeader;
import io.perigee.wire.Status;
import org.jspecify.annotations.Nullable;

/** The calls of the peer, from their frames to their answers. Confined to the event loop. */
final class InboundCalls {
    private static final LuaValue BUSY = LuaString.of("busy: too many calls wait");

    /** Arguments of so many bytes are counted as long as the call runs; how many smaller ones there are is counted. */
    private static final int LARGE_BYTES = 1 << 10;

    /** What the values of arguments take for each of their bytes: often less, and at times more. */
    private static final int VALUE_BYTES = 4;

    private final PeerConnection connection;
    private final PeerSettings settings;
    private final FrameBatch batch;
    private final Flow flow;
    private final OpenCalls open;
    private final Share share;
    private ValueReader reader;
    private ValueWriter writer;
    private final NameProbe name = new NameProbe();
    private boolean runningBacklog;

    /** The peer may still choose the codec, by its first call. */
    private boolean choosing;

    InboundCalls(
            PeerConnection connection,
            PeerSettings settings,
            FrameBatch batch,
            Flow flow,
            OpenCalls open,
            Share share,
            ValueReader reader,
            ValueWriter writer) {
        this.connection = connection;
        this.settings = settings;
        this.batch = batch;
        this.flow = flow;
        this.open = open;
        this.share = share;
        this.reader = reader;
        this.writer = writer;
        choosing = !settings.otherCodecs().isEmpty();
    }

    /** From now on values are read and written by these. */
    void speak(ValueReader newReader, ValueWriter newWriter) {
        reader = newReader;
        writer = newWriter;
    }

    /** Runs a call, or keeps it until it may run. */
    void onCall(int seq, byte[] in, int start, int end) {
        if (!open.open(seq)) {
            throw new FrameException(
                    FrameError.DUPLICATE_NUMBER, "call " + seq, "a number that no open call of the peer has");
        }
        if (choosing && start < end) {
            choose(in[start] & 0xff);
        }
        if (open.hasBacklog() || !mayRun() || !hasServerRoom(in, start, end)) {
            if (open.isRefusing()) {
                refuse(seq);
            } else {
                open.postpone(seq, in, start, end);
            }
            flow.updateReading();
        } else {
            dispatch(seq, in, start, end);
        }
    }

    /** A call that begins as no name does leaves the choice to those that follow. */
    private void choose(int firstByte) {
        ValueCodec spoken = settings.codec();
        if (spoken.beginsName(firstByte)) {
            choosing = false;
            return;
        }
        for (ValueCodec codec : settings.otherCodecs()) {
            if (codec.beginsName(firstByte)) {
                choosing = false;
                connection.speak(codec);
                return;
            }
        }
    }

    /** Answers a call that has not run, and will not. */
    private void refuse(int seq) {
        open.refused(flow.isWritable());
        open.begin();
        newCall(seq, 0).refuse(Reason.RAISED, BUSY);
    }

    private void dispatch(int seq, byte[] in, int start, int end) {
        PeerCall call = newCall(seq, end - start);
        open.begin(call.argumentBytes());
        LuaValues args;
        reader.attach(in, start, end);
        try {
            if (!reader.hasNext()) {
                call.refuse(Reason.RAISED, LuaString.of(emptyCall().getMessage()));
                return;
            }
            int length = reader.nextName();
            name.set(in, reader.position(), length);
            reader.skip(length);
            args = reader.rest();
        } catch (CodecException e) {
            call.refuse(Reason.RAISED, LuaString.of(e.getMessage()));
            return;
        }
        settings.dispatcher().dispatch(name, args, call);
    }

    private PeerCall newCall(int seq, int bytes) {
        boolean timed = connection.events().watchesServed();
        return timed || bytes >= LARGE_BYTES
                ? PeerCall.noted(connection, seq, timed, argumentBytes(bytes))
                : new PeerCall(connection, seq);
    }

    /** What the arguments of a call take while it runs; 0 if that is little. */
    private static int argumentBytes(int bytes) {
        return bytes < LARGE_BYTES ? 0 : (int) Math.min(Integer.MAX_VALUE, (long) VALUE_BYTES * bytes);
    }

    private static FrameException emptyCall() {
        return new FrameException(FrameError.EMPTY_CALL, "no payload", "the name of a procedure");
    }

    /** Writes the answer; the number is free again. */
    void respond(PeerCall call, int status, LuaValues values) {
        ByteOutput out = batch.out();
        int start = out.length();
        FrameHeader.begin(out, FrameHeader.RESPONSE, call.seq);
        LuaValue error = Responses.write(out, writer, settings.maxPayload(), status, values);
        batch.complete(out, start);
        end(call, error);
    }

    /** As {@link #respond(PeerCall, int, LuaValues)}, for one integer as the result. */
    void respond(PeerCall call, long result) {
        ByteOutput out = batch.out();
        int start = out.length();
        try {
            FrameHeader.begin(out, FrameHeader.RESPONSE, call.seq);
            out.writeByte(Status.OK);
            writer.writeInteger(out, result);
            batch.complete(out, start);
        } catch (RuntimeException | Error e) {
            out.truncate(start);
            respond(call, Status.OK, LuaValues.of(LuaInteger.of(result)));
            return;
        }
        end(call, null);
    }

    /** As {@link #respond(PeerCall, int, LuaValues)}, for what another thread encoded. */
    void respond(Answer answer) {
        ByteOutput out = batch.out();
        int start = out.length();
        FrameHeader.begin(out, FrameHeader.RESPONSE, answer.call.seq);
        answer.takePayload(out);
        batch.complete(out, start);
        end(answer.call, answer.error);
    }

    private void end(PeerCall call, @Nullable LuaValue error) {
        open.end(call.seq, call.argumentBytes());
        connection.events().served(call, error);
        runBacklog();
    }

    /** Runs what waits, as far as room and socket go. */
    void runBacklog() {
        if (runningBacklog) {
            // A procedure that has answered at once; the loop that ran it goes on.
            return;
        }
        if (open.hasBacklog()) {
            workOff();
        }
        flow.updateReading();
    }

    private void workOff() {
        runningBacklog = true;
        try {
            for (var next = open.peek(); next != null && mayRun(); next = open.peek()) {
                if (!hasServerRoom(next.in(), next.start(), next.end())) {
                    break;
                }
                open.poll();
                dispatch(next.seq(), next.in(), next.start(), next.end());
            }
        } finally {
            runningBacklog = false;
        }
    }

    /**
     * True if there is room, and somewhere to put the answer.
     *
     * <p>While responses are due the answer is kept even if the peer takes nothing now: the call may be a call-back that one
     * of them depends on. {@link OpenCalls#mayKeepAnswers} bounds what is kept.
     */
    private boolean mayRun() {
        return open.hasRoom()
                && (flow.isWritable()
                        || (connection.outbound().awaitsResponses() && open.mayKeepAnswers(flow.unsentBytes())));
    }

    /** True if the server has room for one more call, or this one takes none. */
    private boolean hasServerRoom(byte[] in, int start, int end) {
        long moreBytes = argumentBytes(end - start);
        if (share.hasRoomNow(open.occupied(), open.argumentBytes(), moreBytes)) {
            return true;
        }
        return takesNoRoom(in, start, end)
                ? share.hasRoomForAnswer()
                : share.hasRoom(open.occupied(), open.argumentBytes(), moreBytes);
    }

    private boolean takesNoRoom(byte[] in, int start, int end) {
        reader.attach(in, start, end);
        try {
            if (!reader.hasNext()) {
                return true;
            }
            int length = reader.nextName();
            name.set(in, reader.position(), length);
        } catch (CodecException e) {
            // It is refused at once.
            return true;
        }
        return settings.dispatcher().isNonBlocking(name);
    }

    /** Lets go of the arrays that calls came in. */
    void detach() {
        reader.detach();
        name.clear();
    }

    void clear() {
        open.clear();
    }
}
