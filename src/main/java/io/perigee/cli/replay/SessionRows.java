package io.perigee.cli.replay;

import io.perigee.cli.notation.HexText;
import io.perigee.cli.notation.MessageBytes;
import io.perigee.cli.notation.MessageJson;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.json.TaggedJson;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValues;
import io.perigee.wire.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Rows of bytes that a live peer has to bear, each on a connection of its own. */
final class SessionRows {
    /** More than the time in which a frame must be complete, and what else may take its time. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

    /** A call of {@code echo} without arguments, and its answer: whoever gives it is alive and in step. */
    private static final Message.Call PROBE = new Message.Call(250, LuaString.of("echo"), LuaValues.empty());

    private static final String PROBE_ANSWER = "01fa0000000100";

    private final ValueCodec codec;
    private final Connections connections;

    SessionRows(ValueCodec codec, Connections connections) {
        this.codec = codec;
        this.connections = connections;
    }

    /** A row of {@code sessions}. */
    void session(Row row) throws IOException {
        try (var peer = connections.next()) {
            boolean open = row.is("fate", "open");
            boolean alive = converse(peer, row, open);
            if (row.has("then")) {
                alive = converse(peer, row.row("then"), open);
            }
            check(peer, open, alive);
        }
    }

    /** A row of {@code errors} that needs a connection. */
    void stream(Row row) throws IOException {
        try (var peer = connections.next()) {
            peer.send(row.bytes("hex"));
            check(peer, row.is("fate", "open"), true);
        }
    }

    private void check(RawPeer peer, boolean open, boolean alive) throws IOException {
        if (open) {
            Check.that(alive, "connection", "closed", "open");
            peer.send(MessageBytes.encode(codec, PROBE));
            RawPeer.Frame answer = peer.receive(deadline());
            String found = answer == null ? "the connection closed" : HexText.write(answer.bytes());
            Check.that(found.equals(PROBE_ANSWER), "after it all, echo() was answered by", found, PROBE_ANSWER);
        } else if (alive) {
            awaitEnd(peer);
        }
    }

    private static void awaitEnd(RawPeer peer) throws IOException {
        long deadline = deadline();
        try {
            while (peer.receive(deadline) != null) {
                // Calls before the fatal bytes may have been answered.
            }
        } catch (Check.Mismatch e) {
            throw new Check.Mismatch("connection", "open", "closed by the peer");
        }
    }

    private static long deadline() {
        return System.nanoTime() + PATIENCE_NANOS;
    }

    /** Sends, and reads what is expected; false if the peer closed the connection. */
    private boolean converse(RawPeer peer, Row row, boolean open) throws IOException {
        for (byte[] bytes : row.bytesList("send")) {
            peer.send(bytes);
        }
        var due = new ArrayList<>(row.rows("expect"));
        long deadline = deadline();
        while (!due.isEmpty()) {
            RawPeer.Frame frame = peer.receive(deadline);
            if (frame == null) {
                Check.that(!open, "connection", "closed with " + due.size() + " answers due", "open");
                return false;
            }
            Row expected = claim(due, frame, row.flag("ordered"));
            if (expected != null) {
                compare(frame, expected);
            } else {
                Check.that(!open, "response", HexText.write(frame.bytes()), "one that is due");
            }
        }
        return true;
    }

    private static @Nullable Row claim(List<Row> due, RawPeer.Frame frame, boolean ordered) {
        int candidates = ordered ? 1 : due.size();
        for (int i = 0; i < candidates; i++) {
            if (due.get(i).number("seq") == frame.seq()) {
                return due.remove(i);
            }
        }
        return null;
    }

    private void compare(RawPeer.Frame frame, Row expected) {
        var found = (Message.Response) MessageBytes.decode(codec, frame.bytes()).get(0);
        boolean same = !expected.has("status") || found.status() == expected.number("status");
        if (same && expected.has("results")) {
            LuaValues results = TaggedJson.readList(expected.json("results"));
            same = Same.lists(found.results(), results);
        }
        Check.that(same, "response", MessageJson.write(found), expected.fields());
    }
}
