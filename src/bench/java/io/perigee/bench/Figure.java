package io.perigee.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What one run of one contender in one mode gave.
 *
 * @param jdk the feature version
 * @param p50Micros 0 if not measured
 * @param compileMillis what the compilers of both ends took while it was measured
 */
record Figure(
        String contender,
        Mode mode,
        Placement placement,
        int round,
        int jdk,
        double callsPerSecond,
        double p50Micros,
        double p99Micros,
        double callerBytes,
        double calleeBytes,
        double callerCpuNanos,
        double calleeCpuNanos,
        int warmUpMillis,
        long compileMillis) {

    static final String CSV_HEAD = "contender,mode,placement,round,jdk,calls_per_second,p50_us,p99_us"
            + ",caller_bytes_per_call,callee_bytes_per_call,caller_cpu_ns_per_call,callee_cpu_ns_per_call,warm_up_ms,compile_ms";

    static Figure of(
            String contender,
            Mode mode,
            Placement placement,
            int round,
            int jdk,
            Run.Measurement measured,
            int warmUpMillis) {
        Mode.Sample sample = measured.sample();
        double calls = sample.calls();
        return new Figure(
                contender,
                mode,
                placement,
                round,
                jdk,
                calls * 1e9 / sample.nanos(),
                sample.p50Nanos() / 1e3,
                sample.p99Nanos() / 1e3,
                measured.caller().allocatedBytes() / calls,
                measured.callee().allocatedBytes() / calls,
                measured.caller().cpuNanos() / calls,
                measured.callee().cpuNanos() / calls,
                warmUpMillis,
                measured.caller().compileMillis() + measured.callee().compileMillis());
    }

    /** Calls, or the unit of the mode. */
    double rate() {
        return callsPerSecond * mode.unitsPerCall();
    }

    String csv() {
        return String.format(
                Locale.ROOT,
                "%s,%s,%s,%d,%d,%.0f,%.1f,%.1f,%.1f,%.1f,%.0f,%.0f,%d,%d",
                contender,
                mode,
                placement,
                round,
                jdk,
                callsPerSecond,
                p50Micros,
                p99Micros,
                callerBytes,
                calleeBytes,
                callerCpuNanos,
                calleeCpuNanos,
                warmUpMillis,
                compileMillis);
    }

    /** The figures of a file that begins with {@link #CSV_HEAD}. */
    static List<Figure> read(Path csv) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        if (lines.isEmpty() || !lines.get(0).equals(CSV_HEAD)) {
            throw new IOException(csv + ": (expected: a file that this benchmark wrote)");
        }
        return lines.stream().skip(1).map(Figure::parse).toList();
    }

    private static Figure parse(String line) {
        String[] cells = line.split(",");
        return new Figure(
                cells[0],
                Mode.valueOf(cells[1]),
                Placement.valueOf(cells[2]),
                Integer.parseInt(cells[3]),
                Integer.parseInt(cells[4]),
                Double.parseDouble(cells[5]),
                Double.parseDouble(cells[6]),
                Double.parseDouble(cells[7]),
                Double.parseDouble(cells[8]),
                Double.parseDouble(cells[9]),
                Double.parseDouble(cells[10]),
                Double.parseDouble(cells[11]),
                Integer.parseInt(cells[12]),
                Long.parseLong(cells[13]));
    }
}
