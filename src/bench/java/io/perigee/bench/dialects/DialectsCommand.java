package io.perigee.bench.dialects;

import io.perigee.bench.Child;
import io.perigee.bench.Placement;
import io.perigee.bench.Rates;
import io.perigee.bench.Rounds;
import io.perigee.bench.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench dialects}. */
@Command(
        name = "dialects",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures calls of add(int, int) in each dialect, beside plain peers on ZeroMQ: JeroMQ with msgpack"
                        + " written by hand, and a Python server on pyzmq.")
public final class DialectsCommand implements Callable<Integer> {
    @Mixin
    private final Rounds rounds = new Rounds(5, 3000, 1000);

    @Option(
            names = "--settle",
            paramLabel = "MS",
            description = "Before each figure, once placed on its cores. Default: ${DEFAULT-VALUE}.")
    private int settleMillis = 400;

    @Option(names = "--in-flight", paramLabel = "CALLS", description = "Default: ${DEFAULT-VALUE}.")
    private int inFlight = 64;

    @Option(names = "--pairing", split = ",", description = "Of ${COMPLETION-CANDIDATES}. Default: all.")
    private List<Pairing> pairings = List.of(Pairing.values());

    @Option(names = "--cores", split = ",", description = "Of ${COMPLETION-CANDIDATES}. Default: all.")
    private List<Placement> placements = List.of(Placement.values());

    @Option(names = "--csv", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path csv = Path.of("target", "bench-dialects.csv");

    /** Empty if nobody here runs the server in Python. */
    private List<String> python = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        python = Python.server().orElse(List.of());
        if (python.isEmpty()) {
            System.err.println("bench: no python3 that imports zmq and msgpack, so the rows of its server are left out"
                    + " (expected: on Debian and Ubuntu the packages python3-zmq and python3-msgpack)");
        }
        var rates = measure();
        var title = inFlight + " in flight, calls/s";
        var table = new Rows("caller and callee", "processes", "one at a time, calls/s", "÷ plain", title, "÷ plain");
        var all = new Rows("pairing", "placement", "calls/s", "ratio", "calls/s in flight", "ratio");
        rates.forEach((placement, figures) -> addRows(placement, medians(figures), table, all));
        System.out.println("Ratios are to calls, one at a time, of the plain peer of the same callee.");
        System.out.println();
        table.print(System.out);
        all.write(csv);
        return 0;
    }

    /** The figures of all rounds, in which the pairings take turns, each in fresh processes. */
    private Map<Placement, Map<Pairing, List<Rates>>> measure() throws IOException {
        var rates = new EnumMap<Placement, Map<Pairing, List<Rates>>>(Placement.class);
        for (int round = 0; round < rounds.count(); round++) {
            for (Placement placement : placements) {
                for (Pairing pairing : wanted()) {
                    rates.computeIfAbsent(placement, p -> new EnumMap<>(Pairing.class))
                            .computeIfAbsent(pairing, p -> new ArrayList<>())
                            .add(measure(pairing, placement));
                }
            }
        }
        return rates;
    }

    /** Those that were asked for and can run here, with what their ratios are to. */
    private List<Pairing> wanted() {
        return pairings.stream()
                .flatMap(pairing -> Stream.of(pairing, pairing.plain()))
                .filter(pairing -> pairing.callee != End.PYTHON || !python.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    private Rates measure(Pairing pairing, Placement placement) throws IOException {
        // The JVM takes it from the beginning that it has the cores that it will have; its compilers get two.
        var jvm = List.of("-Xms256m", "-Xmx256m", "-XX:ActiveProcessorCount=" + placement.count());
        try (var callee = startCallee(pairing, jvm)) {
            var args = List.of(
                    pairing.caller.name(),
                    pairing.target(callee.readLine()),
                    Integer.toString(rounds.warmUpMillis()),
                    Integer.toString(settleMillis),
                    Integer.toString(rounds.measureMillis()),
                    Integer.toString(inFlight));
            try (var caller = Child.start(DialectClient.class, Placement.FREE, jvm, args)) {
                caller.readLine();
                callee.move(placement);
                caller.move(placement);
                return Rates.parse(caller.ask("next"));
            }
        }
    }

    private Child startCallee(Pairing pairing, List<String> jvm) throws IOException {
        if (pairing.callee == End.PYTHON) {
            return Child.start(
                    Placement.FREE,
                    Stream.concat(python.stream(), Stream.of(pairing.address)).toList());
        }
        var args = List.of(pairing.callee.name(), pairing.address);
        return Child.start(DialectServer.class, Placement.FREE, jvm, args);
    }

    private static Map<Pairing, Rates> medians(Map<Pairing, List<Rates>> figures) {
        var medians = new EnumMap<Pairing, Rates>(Pairing.class);
        figures.forEach((pairing, rounds) -> medians.put(pairing, Rates.medians(rounds)));
        return medians;
    }

    private static void addRows(Placement placement, Map<Pairing, Rates> medians, Rows table, Rows all) {
        medians.forEach((pairing, rates) -> {
            // A plain peer has one call at a time, so that both ratios are to that.
            double plain = medians.getOrDefault(pairing.plain(), rates).waiting();
            String waitingRatio = Rows.number("%.2f", rates.waiting() / plain);
            boolean many = !Double.isNaN(rates.inFlight());
            String inFlightRatio = many ? Rows.number("%.2f", rates.inFlight() / plain) : "";
            table.add(
                    pairing.title,
                    placement.title,
                    Rows.number("%,.0f", rates.waiting()),
                    waitingRatio,
                    many ? Rows.number("%,.0f", rates.inFlight()) : "-",
                    many ? inFlightRatio : "-");
            all.add(
                    pairing.name(),
                    placement.name(),
                    Rows.number("%.0f", rates.waiting()),
                    waitingRatio,
                    many ? Rows.number("%.0f", rates.inFlight()) : "",
                    inFlightRatio);
        });
    }
}
