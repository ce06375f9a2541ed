package io.perigee.cli.replay;

import io.perigee.codec.ValueCodec;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one file that need a live peer, which is asked for when the first of them does.
 *
 * <p>Exchanges go over one connection, one after the other; all else side by side, since some rows wait for the peer's
 * time-outs.
 */
final class LiveRows implements AutoCloseable {
    private static final int ROWS_AT_ONCE = 48;

    private final ValueCodec codec;
    private final Peers peers;
    private final ExecutorService executor = Executors.newFixedThreadPool(ROWS_AT_ONCE, work -> {
        var thread = new Thread(work, "replay");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable ExchangeRows exchanges;
    private @Nullable SessionRows sessions;
    private @Nullable ZmqAnswerRows answers;
    private @Nullable JsonRows json;
    private @Nullable CallRows calls;

    LiveRows(ValueCodec codec, Peers peers) {
        this.codec = codec;
        this.peers = peers;
    }

    CompletableFuture<Attempt> exchange(Row row) throws IOException {
        if (exchanges == null) {
            exchanges = new ExchangeRows(codec, peers.connections().next());
        }
        ExchangeRows connection = exchanges;
        return CompletableFuture.completedFuture(Attempt.of(() -> connection.exchange(row)));
    }

    CompletableFuture<Attempt> session(Row row) throws IOException {
        SessionRows target = sessions();
        return sideBySide(() -> target.session(row));
    }

    CompletableFuture<Attempt> stream(Row row) throws IOException {
        SessionRows target = sessions();
        return sideBySide(() -> target.stream(row));
    }

    CompletableFuture<Attempt> zmqRequest(Row row) {
        ZmqRows server = peers.zmq();
        return sideBySide(() -> server.request(row));
    }

    CompletableFuture<Attempt> zmqBytes(Row row) {
        ZmqRows server = peers.zmq();
        return sideBySide(() -> server.bytes(row));
    }

    /** The peer is the client in this process; no other can be made to call. */
    Attempt zmqAnswer(Row row) {
        if (answers == null) {
            answers = new ZmqAnswerRows();
        }
        ZmqAnswerRows client = answers;
        return Attempt.of(() -> client.answer(row));
    }

    CompletableFuture<Attempt> jsonMessage(Row row) throws IOException {
        if (json == null) {
            JsonRows found = peers.json();
            found.checkReachable();
            json = found;
        }
        JsonRows server = json;
        return sideBySide(() -> server.message(row));
    }

    Attempt call(Row row) {
        if (calls == null) {
            calls = peers.calls();
        }
        CallRows clients = calls;
        return Attempt.of(() -> clients.call(row));
    }

    private SessionRows sessions() throws IOException {
        if (sessions == null) {
            Connections connections = peers.connections();
            connections.checkReachable();
            sessions = new SessionRows(codec, connections);
        }
        return sessions;
    }

    private CompletableFuture<Attempt> sideBySide(Check check) {
        return CompletableFuture.supplyAsync(() -> Attempt.of(check), executor);
    }

    @Override
    public void close() throws IOException {
        executor.shutdownNow();
        if (exchanges != null) {
            exchanges.close();
        }
        if (answers != null) {
            answers.close();
        }
        if (calls != null) {
            calls.close();
        }
    }
}
