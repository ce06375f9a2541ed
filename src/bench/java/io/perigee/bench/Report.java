package io.perigee.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The table: medians of all rounds, and what they are of the limit's. */
final class Report {
    private static final String ROW = "%-36s %-12s %10s %7s %15s %8s %8s %13s %15s%n";

    private final List<Figure> figures;
    private final String limit;

    Report(List<Figure> figures, String limit) {
        this.figures = figures;
        this.limit = limit;
    }

    void print(PrintStream out, List<String> contenders) {
        for (Placement placement : Placement.values()) {
            if (figures.stream().noneMatch(f -> f.placement() == placement)) {
                continue;
            }
            out.printf("%nBoth JVMs %s%n", placement.title);
            out.printf(ROW, "", "", "calls/s", "ratio", "min–max", "p50 µs", "p99 µs", "bytes a call", "CPU ns a call");
            for (Mode mode : Mode.values()) {
                for (String contender : contenders) {
                    row(out, contenders, contender, mode, placement);
                }
            }
        }
    }

    private void row(PrintStream out, List<String> contenders, String contender, Mode mode, Placement placement) {
        List<Figure> own = select(contender, mode, placement);
        List<Figure> limits = select(limit, mode, placement);
        if (own.isEmpty()) {
            return;
        }
        double rate = median(own, Figure::callsPerSecond);
        var summary = own.stream().mapToDouble(Figure::callsPerSecond).summaryStatistics();
        boolean timed = mode == Mode.BLOCKING;
        out.printf(
                ROW,
                contender.equals(contenders.get(0)) ? mode.title : "",
                contender,
                number("%,.0f", rate),
                contender.equals(limit) || limits.isEmpty()
                        ? ""
                        : number("%.2f", rate / median(limits, Figure::callsPerSecond)),
                number("%.0fk–", summary.getMin() / 1000) + number("%.0fk", summary.getMax() / 1000),
                timed ? number("%.1f", median(own, Figure::p50Micros)) : "",
                timed ? number("%.1f", median(own, Figure::p99Micros)) : "",
                pair(own, Figure::callerBytes, Figure::calleeBytes),
                pair(own, Figure::callerCpuNanos, Figure::calleeCpuNanos));
    }

    /** Caller, callee. */
    private static String pair(List<Figure> own, ToDoubleFunction<Figure> caller, ToDoubleFunction<Figure> callee) {
        return number("%,.0f", median(own, caller)) + " + " + number("%,.0f", median(own, callee));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private List<Figure> select(String contender, Mode mode, Placement placement) {
        return figures.stream()
                .filter(f -> f.contender().equals(contender) && f.mode() == mode && f.placement() == placement)
                .toList();
    }

    private static double median(List<Figure> figures, ToDoubleFunction<Figure> value) {
        var sorted = new ArrayList<Double>();
        figures.forEach(f -> sorted.add(value.applyAsDouble(f)));
        sorted.sort(null);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
