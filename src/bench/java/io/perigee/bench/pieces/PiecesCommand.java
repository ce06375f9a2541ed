package io.perigee.bench.pieces;

import io.perigee.bench.Child;
import io.perigee.bench.Medians;
import io.perigee.bench.Placement;
import io.perigee.bench.Rounds;
import io.perigee.bench.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench pieces}. */
@Command(
        name = "pieces",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures calls, one at a time, to a peer that sends header and payload apart with Nagle's algorithm"
                        + " on: with quick acknowledgement, and without.")
public final class PiecesCommand implements Callable<Integer> {
    private static final PiecesCaller BASE = PiecesCaller.PERIGEE_DELAYED;

    @Mixin
    private final Rounds rounds = new Rounds(5, 2000, 2000);

    @Option(names = "--cores", split = ",", description = "Of ${COMPLETION-CANDIDATES}. Default: all.")
    private List<Placement> placements = List.of(Placement.values());

    @Option(names = "--csv", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path csv = Path.of("target", "bench-pieces.csv");

    @Override
    public Integer call() throws IOException {
        var table = new Rows("caller", "JVMs", "calls/s", "ratio");
        for (Placement placement : placements) {
            var figures = new EnumMap<PiecesCaller, List<Double>>(PiecesCaller.class);
            for (int round = 0; round < rounds.count(); round++) {
                for (PiecesCaller caller : PiecesCaller.values()) {
                    figures.computeIfAbsent(caller, c -> new ArrayList<>()).add(measure(caller, placement));
                }
            }
            addRows(table, placement, figures);
        }
        table.print(System.out);
        table.write(csv);
        return 0;
    }

    private double measure(PiecesCaller caller, Placement placement) throws IOException {
        var jvm = List.of("-Xmx256m");
        // Warmed up where the compiler has a core to itself.
        try (var peer = Child.start(PiecesPeer.class, Placement.FREE, jvm, List.of())) {
            var args = List.of(
                    caller.name(),
                    peer.readLine(),
                    Integer.toString(rounds.warmUpMillis()),
                    Integer.toString(rounds.measureMillis()));
            try (var client = Child.start(PiecesClient.class, Placement.FREE, jvm, args)) {
                client.readLine();
                peer.move(placement);
                client.move(placement);
                return Double.parseDouble(client.ask("next"));
            }
        }
    }

    private static void addRows(Rows table, Placement placement, Map<PiecesCaller, List<Double>> figures) {
        figures.forEach((caller, rates) -> {
            double rate = Medians.of(rates);
            double base = Medians.of(figures.getOrDefault(BASE, rates));
            table.add(caller.title, placement.title, Rows.number("%.0f", rate), Rows.number("%.1f", rate / base));
        });
    }
}
