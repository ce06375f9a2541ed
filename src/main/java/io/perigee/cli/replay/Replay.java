package io.perigee.cli.replay;

import io.perigee.cli.replay.Report.Result;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.codec.msgpack.MsgPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Replays vector files, or some of their cases.
 *
 * <p>Rows about bytes are replayed in this process, one after the other. Rows for a live peer go to it: the exchanges of
 * a file in order on one connection, and sessions side by side, since some of them wait for the peer's time-outs.
 */
public final class Replay {
    private static final String EXCHANGES = "exchanges";

    private final List<VectorFile> files;
    private final Selection selection;

    private Replay(List<VectorFile> files, Selection selection) {
        this.files = files;
        this.selection = selection;
    }

    /**
     * Reads files, and all files in folders whose names end in {@code .json}.
     *
     * @param numbers of the cases that are wanted, or of their families; empty for all
     * @throws IOException if a file cannot be read
     * @throws VectorException if there is no case of one of the numbers
     */
    public static Replay of(List<Path> paths, List<String> numbers) throws IOException {
        var files = new ArrayList<VectorFile>();
        for (Path path : paths) {
            for (Path file : filesOf(path)) {
                files.add(VectorFile.read(file));
            }
        }
        var selection = new Selection(List.copyOf(numbers));
        selection.check(files.stream().flatMap(file -> file.rows().stream()).toList());
        return new Replay(files, selection);
    }

    private static List<Path> filesOf(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".json") && !file.endsWith(Families.FILE))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new VectorException(path + ": no vector files (expected: *.json)");
            }
            return found;
        }
    }

    /** What there is to be replayed, as it is told. */
    public List<String> titles() {
        return files.stream()
                .flatMap(file -> file.rows().stream())
                .filter(selection::has)
                .map(Row::title)
                .toList();
    }

    /** @throws IOException if a peer cannot be reached */
    public Report run(Peers peers) throws IOException {
        var results = new ArrayList<Result>();
        for (VectorFile file : files) {
            results.addAll(run(file, peers));
        }
        return new Report(results);
    }

    private List<Result> run(VectorFile file, Peers peers) throws IOException {
        var results = new ArrayList<CompletableFuture<Result>>();
        try (var live = new LiveRows(codec(file), peers)) {
            for (Row row : needed(file)) {
                CompletableFuture<Attempt> attempt = attempt(file, row, live);
                if (selection.has(row)) {
                    results.add(attempt.thenApply(ended -> result(file, row, ended)));
                }
            }
            return results.stream().map(CompletableFuture::join).toList();
        }
    }

    private static Result result(VectorFile file, Row row, Attempt attempt) {
        Family family = file.families().getOrDefault(row.member(), Family.of(row.file(), row.member()));
        return new Result(row, family, attempt.outcome(), attempt.detail(), attempt.nanos());
    }

    /** The rows that were asked for, and the exchanges before them: these are one conversation. */
    private List<Row> needed(VectorFile file) {
        int last = -1;
        for (int i = 0; i < file.rows().size(); i++) {
            Row row = file.rows().get(i);
            if (row.member().equals(EXCHANGES) && selection.has(row)) {
                last = i;
            }
        }
        var needed = new ArrayList<Row>();
        for (int i = 0; i < file.rows().size(); i++) {
            Row row = file.rows().get(i);
            if (selection.has(row) || (row.member().equals(EXCHANGES) && i < last)) {
                needed.add(row);
            }
        }
        return needed;
    }

    private static CompletableFuture<Attempt> attempt(VectorFile file, Row row, LiveRows live) throws IOException {
        try {
            return started(file, row, live);
        } catch (Check.Skip e) {
            return now(() -> {
                throw e;
            });
        }
    }

    /** @throws Check.Skip if there is no peer for such rows */
    private static CompletableFuture<Attempt> started(VectorFile file, Row row, LiveRows live) throws IOException {
        ValueCodec codec = codec(file);
        return switch (row.member()) {
            case "values" -> now(() -> new CodecRows(codec).value(row));
            case "errors" -> row.is("stage", "stream") ? live.stream(row) : now(() -> error(codec, row));
            case "frames" -> now(() -> new FrameRows(codec).frame(row));
            case EXCHANGES -> live.exchange(row);
            case "sessions" -> live.session(row);
            case "requests" -> live.zmqRequest(row);
            case "bytes" -> live.zmqBytes(row);
            case "answers" -> CompletableFuture.completedFuture(live.zmqAnswer(row));
            case "messages" -> live.jsonMessage(row);
            case "calls" -> CompletableFuture.completedFuture(live.call(row));
            default ->
                throw new VectorException(file.name() + ": member \"" + row.member()
                        + "\" (expected: values, errors, frames, exchanges, sessions, requests, bytes, answers,"
                        + " messages or calls)");
        };
    }

    private static CompletableFuture<Attempt> now(Check check) {
        return CompletableFuture.completedFuture(Attempt.of(check));
    }

    private static void error(ValueCodec codec, Row row) {
        if (row.has("fate")) {
            new FrameRows(codec).error(row);
        } else {
            new CodecRows(codec).error(row);
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
}
