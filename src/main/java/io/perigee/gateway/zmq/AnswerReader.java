package io.perigee.gateway.zmq;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.perigee.codec.CodecException;
import io.perigee.codec.msgpack.MsgPackReader;
import io.perigee.gateway.ErrorText;
import io.perigee.gateway.GatewaySettings;
import io.perigee.gateway.OutboundCall;
import io.perigee.observe.RpcListener;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zmq.Msg;

/** Reads answers and ends the calls that they are for: correlation, an empty frame, status, MessagePack. */
final class AnswerReader {
    private static final int FRAMES = 4;
    private static final int MAX_QUOTED = 40;

    private final DueCalls due;
    private final MsgPackReader reader;
    private final @Nullable RpcListener listener;
    private final String peer;

    AnswerReader(DueCalls due, GatewaySettings settings, String peer) {
        this.due = due;
        this.reader = Frames.reader(settings.limits());
        this.listener = settings.listener();
        this.peer = peer;
    }

    void readAll(FrameSource source) {
        for (Msg first = source.next(); first != null; first = source.next()) {
            var frames = new ArrayList<byte[]>(FRAMES);
            frames.add(first.data());
            boolean broken = first instanceof FrameAllocator.Broken;
            int count = 1;
            for (Msg frame = first; frame != null && frame.hasMore(); ) {
                frame = source.next();
                if (frame != null) {
                    broken |= frame instanceof FrameAllocator.Broken;
                    count++;
                    if (count <= FRAMES) {
                        frames.add(frame.data());
                    }
                }
            }
            end(frames, count, broken);
        }
    }

    private void end(List<byte[]> frames, int count, boolean broken) {
        DueCall answered = due.take(frames.get(0));
        if (answered == null) {
            // Its caller has given up, as a rule.
            if (listener != null && frames.get(0).length != Long.BYTES) {
                listener.onUnexpected(peer, "answer: to no call of ours");
            }
            return;
        }
        OutboundCall call = answered.call();
        if (broken) {
            call.misunderstand(FrameAllocator.Broken.FAULT, null);
        } else if (count != FRAMES || frames.get(1).length != 0) {
            call.misunderstand("answer: " + (count - 1) + " frames (expected: an empty one, a status, a value)", null);
        } else {
            end(call, new String(frames.get(2), ISO_8859_1), frames.get(FRAMES - 1));
        }
    }

    private void end(OutboundCall call, String status, byte[] content) {
        try {
            switch (status) {
                case "OK" -> call.succeed(results(content));
                case "ERROR" -> raise(call, Frames.read(reader, content));
                default -> {
                    String quoted = status.length() > MAX_QUOTED ? status.substring(0, MAX_QUOTED) + "..." : status;
                    call.misunderstand("status: '" + quoted + "' (expected: OK or ERROR)", null);
                }
            }
        } catch (CodecException e) {
            call.misunderstand(e.getMessage(), e);
        }
    }

    /** Reasons are known by their text, which is all that there is of them; what a terminal adds to it is kept. */
    private static void raise(OutboundCall call, LuaValue error) {
        if (!(error instanceof LuaString text)) {
            call.raise(Reason.RAISED, error);
            return;
        }
        Reason reason = ErrorText.reason(text.toString(), call.procedure());
        boolean bare = reason != Reason.RAISED
                && ErrorText.of(reason, LuaNil.NIL, call.procedure()).equals(text.toString());
        call.raise(reason, bare ? LuaNil.NIL : error);
    }

    /** An array is several results, since tables come as maps; nil is none, since the two cannot be told apart. */
    private LuaValues results(byte[] content) {
        reader.attach(content, 0, content.length);
        try {
            int elements = reader.nextArray();
            if (elements < 0) {
                LuaValue value = reader.next();
                Frames.checkEnd(reader, content);
                return value == LuaNil.NIL ? LuaValues.empty() : LuaValues.of(value);
            }
            var results = new ArrayList<LuaValue>();
            for (int i = 0; i < elements; i++) {
                results.add(reader.next());
            }
            Frames.checkEnd(reader, content);
            return LuaValues.wrap(results.toArray(LuaValue[]::new));
        } finally {
            reader.detach();
        }
    }
}
