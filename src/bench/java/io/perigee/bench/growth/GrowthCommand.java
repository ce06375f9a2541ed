package io.perigee.bench.growth;

import io.perigee.bench.Child;
import io.perigee.bench.Medians;
import io.perigee.bench.Placement;
import io.perigee.bench.Rounds;
import io.perigee.bench.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench growth}. */
@Command(
        name = "growth",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures small calls, the next one from the completion, as connections, calls in flight and"
                + " registered procedures grow.")
public final class GrowthCommand implements Callable<Integer> {
    @Mixin
    private final Rounds rounds = new Rounds(3, 4000, 2000);

    @Option(names = "--series", split = ",", description = "Of ${COMPLETION-CANDIDATES}. Default: all.")
    private List<Series> series = List.of(Series.values());

    @Option(names = "--cores", description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Placement placement = Placement.FREE;

    @Option(names = "--csv", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path csv = Path.of("target", "bench-growth.csv");

    @Override
    public Integer call() throws IOException {
        System.out.printf("Both JVMs %s; calls per second, and what they are of the first row's%n", placement.title);
        var all = new Rows("series", "size", "calls/s", "ratio");
        for (Series one : series) {
            var table = new Rows(one.title, "calls/s", "ratio");
            Map<Integer, Double> rates = measure(one);
            double first = rates.getOrDefault(one.sizes.get(0), 1.0);
            for (int size : one.sizes) {
                double rate = rates.getOrDefault(size, 0.0);
                String ratio = Rows.number("%.2f", rate / first);
                table.add(Rows.number("%,.0f", size), Rows.number("%,.0f", rate), ratio);
                all.add(one.name(), Integer.toString(size), Rows.number("%.0f", rate), ratio);
            }
            System.out.println();
            table.print(System.out);
        }
        all.write(csv);
        return 0;
    }

    /** Calls per second for each size: medians of rounds in which the sizes take turns. */
    private Map<Integer, Double> measure(Series one) throws IOException {
        var rates = new HashMap<Integer, List<Double>>();
        for (int round = 0; round < rounds.count(); round++) {
            for (int size : one.sizes) {
                rates.computeIfAbsent(size, s -> new ArrayList<>()).add(callsPerSecond(one.load(size)));
            }
        }
        var medians = new HashMap<Integer, Double>();
        rates.forEach((size, figures) -> medians.put(size, Medians.of(figures)));
        return medians;
    }

    private double callsPerSecond(Load load) throws IOException {
        var jvm = List.of("-Xms512m", "-Xmx512m");
        try (var server = Child.start(GrowthServer.class, placement, jvm, load.args())) {
            var args = new ArrayList<>(List.of(
                    server.readLine(),
                    Integer.toString(rounds.warmUpMillis()),
                    Integer.toString(rounds.measureMillis())));
            args.addAll(load.args());
            try (var client = Child.start(GrowthClient.class, placement, jvm, args)) {
                return Double.parseDouble(client.readLine());
            }
        }
    }
}
