package io.perigee.bench.codec;

import io.perigee.bench.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench codec}. */
@Command(
        name = "codec",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures luatobin and msgpack against msgpack-core and code written by hand, one thread, with JMH.")
public final class CodecCommand implements Callable<Integer> {
    private static final String GARBAGE = "gc.alloc.rate.norm";
    private static final int WARM_UPS = 3;
    private static final int MEASUREMENTS = 8;

    @Option(names = "--forks", description = "JVMs for each figure. Default: ${DEFAULT-VALUE}.")
    private int forks = 2;

    @Option(names = "--warm-up", paramLabel = "MS", description = "In each JVM. Default: ${DEFAULT-VALUE}.")
    private int warmUpMillis = 1200;

    @Option(names = "--measure", paramLabel = "MS", description = "In each JVM. Default: ${DEFAULT-VALUE}.")
    private int measureMillis = 1500;

    @Option(
            names = "--lua",
            split = ",",
            description = "Interpreters that run the codec in Lua. Default: lua5.1,luajit.")
    private List<String> interpreters = List.of("lua5.1", "luajit");

    @Option(names = "--csv", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path csv = Path.of("target", "bench-codec.csv");

    private record Key(String sample, String form) {}

    /** Times in nanoseconds, garbage in bytes, of one operation. */
    private record Cost(double nanos, double garbage) {
        static final Cost UNKNOWN = new Cost(Double.NaN, Double.NaN);
    }

    private final Map<Key, Cost> encoding = new HashMap<>();
    private final Map<Key, Cost> decoding = new HashMap<>();

    @Override
    public Integer call() throws RunnerException, IOException, InterruptedException {
        runBenchmarks();
        var table =
                new Rows("values and form", "bytes", "encode ns", "decode ns", "both ns", "to msgpack", "garbage B");
        for (Sample sample : Sample.values()) {
            for (Forms form : Forms.values()) {
                table.add(row(sample, form));
            }
        }
        for (String interpreter : interpreters) {
            for (LuaCodec.Figure figure : LuaCodec.measure(interpreter)) {
                addLua(table, interpreter, figure);
            }
        }
        table.print(System.out);
        table.write(csv);
        StatedFigures.print(System.out, nanos(Sample.ARGUMENTS, Forms.LUATOBIN));
        return 0;
    }

    private void runBenchmarks() throws RunnerException {
        var options = new OptionsBuilder()
                .include(CodecBenchmark.class.getName())
                .addProfiler(GCProfiler.class)
                .forks(forks)
                .warmupIterations(WARM_UPS)
                .warmupTime(TimeValue.milliseconds(warmUpMillis / WARM_UPS))
                .measurementIterations(MEASUREMENTS)
                .measurementTime(TimeValue.milliseconds(measureMillis / MEASUREMENTS))
                .jvmArgs("-Xms256m", "-Xmx256m")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        for (RunResult result : new Runner(options).run()) {
            BenchmarkParams params = result.getParams();
            var key = new Key(params.getParam("sample"), params.getParam("form"));
            Result<?> garbage = result.getSecondaryResults().get(GARBAGE);
            var cost =
                    new Cost(result.getPrimaryResult().getScore(), garbage == null ? Double.NaN : garbage.getScore());
            (params.getBenchmark().endsWith("encode") ? encoding : decoding).put(key, cost);
        }
    }

    private String[] row(Sample sample, Forms form) {
        Cost encode = cost(encoding, sample, form);
        Cost decode = cost(decoding, sample, form);
        return new String[] {
            sample.title + ": " + form.title,
            Integer.toString(form.of(sample).encode()),
            Rows.number("%.0f", encode.nanos),
            Rows.number("%.0f", decode.nanos),
            Rows.number("%.0f", nanos(sample, form)),
            Rows.number("%.2f", nanos(sample, form) / nanos(sample, Forms.MSGPACK)),
            Rows.number("%.0f", encode.garbage + decode.garbage)
        };
    }

    private void addLua(Rows table, String interpreter, LuaCodec.Figure figure) {
        double both = figure.encodeNanos() + figure.decodeNanos();
        table.add(
                figure.sample().title + ": luatobin in Lua, " + interpreter,
                Integer.toString(figure.bytes()),
                Rows.number("%.0f", figure.encodeNanos()),
                Rows.number("%.0f", figure.decodeNanos()),
                Rows.number("%.0f", both),
                Rows.number("%.2f", both / nanos(figure.sample(), Forms.MSGPACK)),
                "");
    }

    private double nanos(Sample sample, Forms form) {
        return cost(encoding, sample, form).nanos + cost(decoding, sample, form).nanos;
    }

    private static Cost cost(Map<Key, Cost> costs, Sample sample, Forms form) {
        return costs.getOrDefault(new Key(sample.name(), form.name()), Cost.UNKNOWN);
    }
}
