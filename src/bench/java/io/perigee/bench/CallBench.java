package io.perigee.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Runs every contender in every mode, round by round, each time in two fresh JVMs. */
final class CallBench implements Runnable {
    private static final String LIMIT = "netty-echo";

    @Option(names = "--quick", description = "One short round, in less than 90 s; good for a glance, not for a claim.")
    private boolean quick;

    @Option(names = "--rounds", description = "Rounds; the figures are their medians. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--warm-up", paramLabel = "MS", description = "Before each run. Default: ${DEFAULT-VALUE}.")
    private int warmUpMillis = 4000;

    @Option(names = "--measure", paramLabel = "MS", description = "For each run. Default: ${DEFAULT-VALUE}.")
    private int measureMillis = 3000;

    @Option(names = "--mode", split = ",", description = "Of ${COMPLETION-CANDIDATES}. Default: all.")
    private List<Mode> modes = List.of(Mode.values());

    @Option(names = "--cores", split = ",", description = "Of ${COMPLETION-CANDIDATES}. Default: all.")
    private List<Placement> placements = List.of(Placement.values());

    @Option(names = "--contender", split = ",", description = "Default: ${DEFAULT-VALUE}.")
    private List<String> contenders = List.of(LIMIT, "perigee");

    @Option(names = "--jvm", paramLabel = "ARG", description = "One more argument for both JVMs; may be repeated.")
    private List<String> jvmArgs = new ArrayList<>();

    @Option(names = "--jfr", paramLabel = "DIR", description = "Record every JVM with Flight Recorder, into DIR.")
    private @org.jspecify.annotations.Nullable Path jfr;

    @Option(names = "--csv", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path csv = Path.of("target", "bench.csv");

    private final List<Figure> figures = new ArrayList<>();

    @Override
    public void run() {
        if (quick) {
            rounds = 1;
            warmUpMillis = 1500;
            measureMillis = 1200;
        }
        jvmArgs.addAll(0, List.of("-Xms512m", "-Xmx512m"));
        System.out.printf(
                "JDK %s, %d cores, load average %s; rounds: %d, each run %d ms after %d ms of warm-up%n",
                Runtime.version(), Cores.count(), loadAverage(), rounds, measureMillis, warmUpMillis);
        try {
            for (int round = 1; round <= rounds; round++) {
                runRound(round);
            }
            write();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        new Report(figures, LIMIT).print(System.out, contenders);
        System.out.printf("%nload average at the end: %s; every run: %s%n", loadAverage(), csv);
    }

    private void runRound(int round) throws IOException {
        for (Placement placement : placements) {
            if (placement == Placement.FREE && Cores.count() < 2) {
                continue;
            }
            for (Mode mode : modes) {
                for (String contender : contenders) {
                    Figure figure = measure(contender, mode, placement, round);
                    figures.add(figure);
                    System.err.println(figure.csv());
                }
            }
        }
    }

    private Figure measure(String contender, Mode mode, Placement placement, int round) throws IOException {
        String name = String.join("-", contender, mode.name(), placement.name(), Integer.toString(round));
        try (var server = Child.start(ServerProcess.class, placement, jvm(name + "-callee"), List.of(contender))) {
            String port = server.readLine();
            var args = List.of(
                    contender, mode.name(), port, Integer.toString(warmUpMillis), Integer.toString(measureMillis));
            try (var client = Child.start(ClientProcess.class, placement, jvm(name + "-caller"), args)) {
                client.readLine();
                var before = Consumption.parse(server.ask());
                var caller = Consumption.parse(client.ask());
                var sample = Mode.Sample.parse(client.readLine());
                var callee = Consumption.parse(server.ask()).since(before);
                return new Figure(contender, mode, placement, round, sample, caller, callee);
            }
        }
    }

    private List<String> jvm(String name) {
        var args = new ArrayList<>(jvmArgs);
        if (jfr != null) {
            args.add("-XX:StartFlightRecording=settings=profile,filename=" + jfr.resolve(name + ".jfr"));
            args.add("-Xlog:jfr*=off");
            args.add("-XX:+UnlockDiagnosticVMOptions");
            args.add("-XX:+DebugNonSafepoints");
        }
        return args;
    }

    private void write() throws IOException {
        Path directory = csv.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.write(
                csv,
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(Figure.CSV_HEAD),
                                figures.stream().map(Figure::csv))
                        .toList());
    }

    private static String loadAverage() {
        double load = java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                .getSystemLoadAverage();
        return String.format(java.util.Locale.ROOT, "%.2f", load);
    }
}
