package io.perigee.cli.replay;

import io.perigee.cli.notation.MessageBytes;
import io.perigee.cli.notation.MessageJson;
import io.perigee.codec.CodecError;
import io.perigee.codec.ValueCodec;
import io.perigee.remote.WellKnown;
import io.perigee.value.LuaFunction;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;
import io.perigee.wire.Message;
import io.perigee.wire.Status;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Rows of calls and their answers, replayed one after the other on one connection to a live peer. */
final class ExchangeRows implements Closeable {
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How an error of the Lua side begins when it tells where it was raised. */
    private static final Pattern POSITION = Pattern.compile("[^:]*\\.lua:[0-9]+: ");

    private static final String NO_ENGINE = "no Lua engine";
    /** What rows need whose integers a double does not hold. */
    private static final String WIDE_INTEGERS = "int64";

    private static final String NO_BYTECODE = "bytecode-refused";
    private static final String NO_SUCH_EXEC = "Undefined exec call";

    private final ValueCodec codec;
    private final RawPeer peer;

    ExchangeRows(ValueCodec codec, RawPeer peer) {
        this.codec = codec;
        this.peer = peer;
    }

    /** A row of {@code exchanges}. */
    void exchange(Row row) throws IOException {
        byte[] call = row.bytes("call");
        var expected = (Message.Response) message(row.bytes("response"));
        var found = exchange(call);
        skipWhatThePeerCannot((Message.Call) message(call), expected, found);
        if (found.status() == Status.EXCEPTION
                && row.has("needs")
                && row.json("needs").contains(WIDE_INTEGERS)
                && text(found).startsWith(CodecError.INTEGER_RANGE.code())) {
            throw new Check.Skip("needs a peer with integers of 64 bits");
        }

        Check.that(found.seq() == expected.seq(), "sequence number", found.seq(), expected.seq());
        boolean same = found.status() == expected.status()
                && (textIsFree(row, expected) || Same.lists(found.results(), expected.results()));
        Check.that(same, "response", MessageJson.write(found), MessageJson.write(expected));
    }

    private Message.Response exchange(byte[] call) throws IOException {
        peer.send(call);
        RawPeer.Frame frame = peer.receive(System.nanoTime() + ANSWER_NANOS);
        if (frame == null) {
            throw new Check.Mismatch("connection", "closed by the peer", "a response");
        }
        return (Message.Response) message(frame.bytes());
    }

    private Message message(byte[] bytes) {
        List<Message> messages = MessageBytes.decode(codec, bytes);
        return messages.get(0);
    }

    private static boolean textIsFree(Row row, Message.Response expected) {
        return row.is("text", "free")
                || (expected.status() == Status.EXCEPTION
                        && POSITION.matcher(text(expected)).lookingAt());
    }

    /** The first result, if it is a string. */
    private static String text(Message.Response response) {
        return response.results().get(0) instanceof LuaString text ? text.toString() : "";
    }

    /**
     * Not every peer runs Lua, nor takes bytecode. Only what the peer itself says is believed: one that claims an engine
     * must pass.
     */
    private void skipWhatThePeerCannot(Message.Call call, Message.Response expected, Message.Response found)
            throws IOException {
        if (found.status() != Status.EXCEPTION) {
            return;
        }
        boolean builds = call.procedure().equals(LuaString.of(WellKnown.BUILD_EXEC));
        boolean runs = call.procedure().equals(LuaString.of(WellKnown.RUN_EXEC));
        if ((builds || runs)
                && text(found).contains(NO_ENGINE)
                && !text(expected).contains(NO_SUCH_EXEC)) {
            throw new Check.Skip("needs a Lua engine");
        }
        if (builds && call.args().get(0) instanceof LuaFunction && text(found).contains(NO_BYTECODE)) {
            useUpNumber(call.seq());
            throw new Check.Skip("needs a peer that takes bytecode");
        }
    }

    /** A refused function has no exec number, and the rows that follow count on it. */
    private void useUpNumber(int seq) throws IOException {
        var filler = new Message.Call(
                seq, LuaString.of(WellKnown.BUILD_EXEC), LuaValues.of(LuaString.of("return (...) * 2")));
        exchange(MessageBytes.encode(codec, filler));
    }

    @Override
    public void close() throws IOException {
        peer.close();
    }
}
