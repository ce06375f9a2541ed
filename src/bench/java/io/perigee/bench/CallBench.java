package io.perigee.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs every contender in every mode, round by round, each time in two fresh JVMs. */
final class CallBench implements Runnable {

    @Option(names = "--quick", description = "One short round; good for a glance, not for a claim.")
    private boolean quick;

    @Option(
            names = "--peers",
            description = "Measure gRPC-java, RSocket-java, SOFABolt, Thrift and JeroMQ, too; Maven fetches them.")
    private boolean peers;

    @Mixin
    private final Rounds rounds = new Rounds(5, 8000, 2000);

    @Option(
            names = "--settle",
            paramLabel = "MS",
            description = "Before each run, once placed on its cores. Default: ${DEFAULT-VALUE}.")
    private int settleMillis = 400;

    @Option(
            names = "--peer-measure",
            paramLabel = "MS",
            description = "For each run of one of --peers. Default: ${DEFAULT-VALUE}.")
    private int peerMeasureMillis = 1000;

    @Option(
            names = "--mode",
            split = ",",
            description = "Of ${COMPLETION-CANDIDATES}. Default: all, but peers do not echo bytes.")
    private List<Mode> modes = new ArrayList<>();

    @Option(names = "--cores", split = ",", description = "Of ${COMPLETION-CANDIDATES}. Default: all.")
    private List<Placement> placements = List.of(Placement.values());

    @Option(
            names = "--contender",
            split = ",",
            description = "Default: perigee and the limits, netty-echo and netty-echo-frames; with --peers all.")
    private List<String> contenders = new ArrayList<>();

    @Option(
            names = "--java",
            paramLabel = "HOME",
            description = "Run the JVMs with this JDK. Default: the present one.")
    private @Nullable Path java;

    @Option(
            names = "--virtual-java",
            paramLabel = "HOME",
            description = "The JDK, 21 or later, for virtual threads. Default: the newest in /usr/lib/jvm.")
    private @Nullable Path virtualJava;

    @Option(names = "--jvm", paramLabel = "ARG", description = "One more argument for both JVMs; may be repeated.")
    private List<String> jvmArgs = new ArrayList<>();

    @Option(names = "--jfr", paramLabel = "DIR", description = "Record every JVM with Flight Recorder, into DIR.")
    private @Nullable Path jfr;

    @Option(names = "--csv", paramLabel = "FILE", description = "Every run goes there. Default: ${DEFAULT-VALUE}.")
    private Path csv = Path.of("target", "bench.csv");

    @Option(names = "--chart", paramLabel = "FILE", description = "Draw the figures, as SVG.")
    private @Nullable Path chart;

    @Override
    public void run() {
        prepare();
        Jdk jdk = java == null ? Jdk.current() : Jdk.at(java);
        Optional<Jdk> virtual = virtualThreads(jdk);
        System.out.printf(
                "JDK %s, %d cores, load average %s; rounds: %d; warm-up free on two cores up to %d ms, settling %d ms,"
                        + " measuring %d ms (peers %d ms)%n",
                jdk.version(),
                Cores.count(),
                loadAverage(),
                rounds.count(),
                rounds.warmUpMillis(),
                settleMillis,
                rounds.measureMillis(),
                peerMeasureMillis);
        System.out.println(virtual.map(v -> "virtual threads: JDK " + v.version() + ", " + v.home())
                .orElse("virtual threads: left out, no JDK 21 or later in /usr/lib/jvm"));
        var figures = new ArrayList<Figure>();
        try {
            begin(csv);
            for (int round = 1; round <= rounds.count(); round++) {
                runRound(round, jdk, virtual, figures);
            }
            print(new Figures(figures));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.printf("%nload average at the end: %s; every run: %s%n", loadAverage(), csv);
    }

    private void print(Figures figures) throws IOException {
        new Report(figures, System.out).print();
        new Bar(figures, System.out).print();
        if (chart != null) {
            Files.writeString(chart, Chart.draw(figures));
        }
    }

    private void prepare() {
        if (quick) {
            rounds.set(1, 3000, 1000);
            settleMillis = 200;
            peerMeasureMillis = 500;
        }
        if (contenders.isEmpty()) {
            contenders.addAll(Contenders.own());
            if (peers) {
                contenders.addAll(Contenders.peers());
            }
        }
        contenders.forEach(Contenders::of);
        jvmArgs.addAll(0, List.of("-Xms512m", "-Xmx512m"));
    }

    private Optional<Jdk> virtualThreads(Jdk jdk) {
        if (virtualJava != null) {
            return Optional.of(Jdk.at(virtualJava));
        }
        return jdk.hasVirtualThreads() ? Optional.of(jdk) : Jdk.withVirtualThreads();
    }

    private void runRound(int round, Jdk jdk, Optional<Jdk> virtual, List<Figure> figures) throws IOException {
        for (Placement placement : placements) {
            if (placement.count() > Cores.count()) {
                continue;
            }
            for (Mode mode : modes.isEmpty() ? List.of(Mode.values()) : modes) {
                Optional<Jdk> used = mode == Mode.VIRTUAL_THREADS ? virtual : Optional.of(jdk);
                for (String contender : contenders) {
                    if (used.isPresent() && isWanted(contender, mode)) {
                        Figure figure = measure(contender, mode, placement, round, used.get());
                        figures.add(figure);
                        append(csv, figure);
                    }
                }
            }
        }
    }

    /** Bytes are held against the echo alone, and the time is better spent on the calls. */
    private boolean isWanted(String contender, Mode mode) {
        boolean leftOut =
                modes.isEmpty() && mode == Mode.BYTES && !Contenders.own().contains(contender);
        return !leftOut && Contenders.of(contender).modes().contains(mode);
    }

    private Figure measure(String contender, Mode mode, Placement placement, int round, Jdk jdk) throws IOException {
        String name = String.join("-", contender, mode.name(), placement.name(), Integer.toString(round));
        var serverArgs = List.of(contender, mode.name());
        var anywhere = Placement.FREE.prefix();
        int millis = Contenders.own().contains(contender) ? rounds.measureMillis() : peerMeasureMillis;
        try (var server =
                Child.start(jdk, anywhere, ServerProcess.class, jvm(name + "-callee", jdk, placement), serverArgs)) {
            var clientArgs = List.of(contender, mode.name(), server.readLine());
            try (var client = Child.start(
                    jdk, anywhere, ClientProcess.class, jvm(name + "-caller", jdk, placement), clientArgs)) {
                var run = new Run(server, client);
                int warmUp = run.warmUp(rounds.warmUpMillis());
                run.move(placement);
                run.measure(settleMillis);
                int feature = jdk.version().feature();
                return Figure.of(contender, mode, placement, round, feature, run.measure(millis), warmUp);
            }
        }
    }

    /** The JVM takes it from the beginning that it has the cores that it will have. */
    private List<String> jvm(String name, Jdk jdk, Placement placement) {
        var args = new ArrayList<>(jvmArgs);
        args.add("-XX:ActiveProcessorCount=" + placement.count());
        if (jdk.hasVirtualThreads()) {
            // Netty's native library, without a warning.
            args.add("--enable-native-access=ALL-UNNAMED");
        }
        if (jfr != null) {
            args.add("-XX:StartFlightRecording=settings=profile,filename=" + jfr.resolve(name + ".jfr"));
            args.add("-Xlog:jfr*=off");
            args.add("-XX:+UnlockDiagnosticVMOptions");
            args.add("-XX:+DebugNonSafepoints");
        }
        return args;
    }

    private static void begin(Path csv) throws IOException {
        Path directory = csv.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(csv, Figure.CSV_HEAD + "\n");
    }

    private static void append(Path csv, Figure figure) throws IOException {
        Files.writeString(csv, figure.csv() + "\n", StandardOpenOption.APPEND);
        System.err.println(figure.csv());
    }

    private static String loadAverage() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return String.format(Locale.ROOT, "%.2f", load);
    }
}
