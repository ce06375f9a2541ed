package io.perigee.cli.replay;

import io.perigee.cli.replay.Report.Outcome;
import io.perigee.cli.replay.Report.Result;
import io.perigee.codec.CodecException;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.codec.msgpack.MsgPack;
import io.perigee.wire.FrameException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Replays vector files.
 *
 * <p>Rows about bytes are replayed in this process, one after the other. Rows for a live peer go to it: the exchanges of
 * a file in order on one connection, and sessions side by side, since some of them wait for the peer's time-outs.
 */
public final class Replay {
    private static final int SESSIONS_AT_ONCE = 48;

    private final Supplier<SocketAddress> peer;

    /** @param peer asked once for each file that needs a live peer, which offers the fixture */
    public Replay(Supplier<SocketAddress> peer) {
        this.peer = peer;
    }

    /**
     * Replays files, and all files in folders whose names end in {@code .json}.
     *
     * @throws IOException if a file cannot be read, or the peer cannot be reached
     */
    public Report run(List<Path> paths) throws IOException {
        var results = new ArrayList<Result>();
        for (Path path : paths) {
            for (Path file : filesOf(path)) {
                results.addAll(replay(VectorFile.read(file)));
            }
        }
        return new Report(results);
    }

    private static List<Path> filesOf(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new VectorException(path + ": no vector files (expected: *.json)");
            }
            return found;
        }
    }

    private List<Result> replay(VectorFile file) throws IOException {
        ValueCodec codec = codec(file);
        var codecRows = new CodecRows(codec);
        var frameRows = new FrameRows(codec);
        var results = new ArrayList<CompletableFuture<Result>>();
        try (var live = new LiveRows(codec)) {
            for (Row row : file.rows()) {
                results.add(
                        switch (row.member()) {
                            case "values" -> now(row, () -> codecRows.value(row));
                            case "errors" ->
                                row.is("stage", "stream")
                                        ? live.session(row, sessions -> sessions.stream(row))
                                        : now(row, () -> error(codecRows, frameRows, row));
                            case "frames" -> now(row, () -> frameRows.frame(row));
                            case "exchanges" -> live.exchange(row);
                            case "sessions" -> live.session(row, sessions -> sessions.session(row));
                            default ->
                                throw new VectorException(file.name() + ": member \"" + row.member()
                                        + "\" (expected: values, errors, frames, exchanges or sessions)");
                        });
            }
            return results.stream().map(CompletableFuture::join).toList();
        }
    }

    private static void error(CodecRows codecRows, FrameRows frameRows, Row row) {
        if (row.has("fate")) {
            frameRows.error(row);
        } else {
            codecRows.error(row);
        }
    }

    private static ValueCodec codec(VectorFile file) {
        for (ValueCodec codec : List.of(Luatobin.INSTANCE, MsgPack.INSTANCE)) {
            if (file.codec().equals(codec.name())) {
                return codec;
            }
        }
        throw new VectorException(file.name() + ": codec \"" + file.codec() + "\" (expected: luatobin or msgpack)");
    }

    private static CompletableFuture<Result> now(Row row, Check check) {
        return CompletableFuture.completedFuture(result(row, check));
    }

    private static Result result(Row row, Check check) {
        long start = System.nanoTime();
        var outcome = Outcome.PASSED;
        String detail = "";
        try {
            check.run();
        } catch (Check.Skip e) {
            outcome = Outcome.SKIPPED;
            detail = String.valueOf(e.getMessage());
        } catch (Check.Mismatch
                | CodecException
                | FrameException
                | VectorException
                | IllegalArgumentException
                | IOException e) {
            outcome = Outcome.FAILED;
            detail = String.valueOf(e.getMessage());
        }
        return new Result(row.file(), row.member(), row.name(), outcome, detail, System.nanoTime() - start);
    }

    @FunctionalInterface
    private interface SessionCheck {
        void run(SessionRows sessions) throws IOException;
    }

    /** The live peer of one file, asked for when the first row needs it. */
    private final class LiveRows implements AutoCloseable {
        private final ValueCodec codec;
        private final ExecutorService executor = Executors.newFixedThreadPool(SESSIONS_AT_ONCE, work -> {
            var thread = new Thread(work, "replay");
            thread.setDaemon(true);
            return thread;
        });
        private @Nullable ExchangeRows exchanges;
        private @Nullable SessionRows sessions;

        LiveRows(ValueCodec codec) {
            this.codec = codec;
        }

        CompletableFuture<Result> exchange(Row row) throws IOException {
            if (exchanges == null) {
                exchanges = new ExchangeRows(codec, peer.get());
            }
            ExchangeRows connection = exchanges;
            return now(row, () -> connection.exchange(row));
        }

        CompletableFuture<Result> session(Row row, SessionCheck check) throws IOException {
            if (sessions == null) {
                sessions = new SessionRows(codec, reachable(peer.get()));
            }
            SessionRows target = sessions;
            return CompletableFuture.supplyAsync(() -> result(row, () -> check.run(target)), executor);
        }

        /** A peer that is not there is told once, and not by every row. */
        private static SocketAddress reachable(SocketAddress address) throws IOException {
            new RawPeer(address).close();
            return address;
        }

        @Override
        public void close() throws IOException {
            executor.shutdownNow();
            if (exchanges != null) {
                exchanges.close();
            }
        }
    }
}
