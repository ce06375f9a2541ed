package io.perigee.bench;

import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The table: medians of all rounds, what they are of the limits, and how many times them Perigee is. */
final class Report {
    /** Figures with more of it, in the median of a run, are not those of a program that is warm. */
    private static final int COMPILING_MILLIS = 150;

    private static final String ROW = "%-35s %-18s %11s %7s %7s %9s %14s %8s %8s %16s %16s%n";

    private final Figures figures;
    private final PrintStream out;

    Report(Figures figures, PrintStream out) {
        this.figures = figures;
        this.out = out;
    }

    void print() {
        for (Placement placement : Placement.values()) {
            if (figures.has(placement)) {
                print(placement);
            }
        }
        if (figures.all().stream().anyMatch(figure -> figure.compileMillis() > COMPILING_MILLIS)) {
            out.printf(
                    "%n* the JIT compilers still took more than %d ms while this was measured; a longer --warm-up may help%n",
                    COMPILING_MILLIS);
        }
    }

    private static boolean isCold(Figures own) {
        return own.median(Figure::compileMillis).orElse(0) > COMPILING_MILLIS;
    }

    private void print(Placement placement) {
        out.printf("%nBoth JVMs %s%n", placement.title);
        out.printf(
                ROW,
                "",
                "",
                "a second",
                "÷ echo",
                "÷ frames",
                "Perigee ×",
                "min–max",
                "p50 µs",
                "p99 µs",
                "bytes a call",
                "CPU ns a call");
        for (Mode mode : Mode.values()) {
            String title = mode.title + (mode == Mode.BYTES ? " (MB/s)" : "");
            for (String contender : figures.contenders()) {
                Figures own = figures.of(contender, mode, placement);
                if (!own.isEmpty()) {
                    row(title, contender, own, mode, placement);
                    title = "";
                }
            }
        }
    }

    private void row(String title, String contender, Figures own, Mode mode, Placement placement) {
        var range = own.all().stream().mapToDouble(Figure::rate).summaryStatistics();
        boolean timed = mode == Mode.BLOCKING;
        out.printf(
                ROW,
                title,
                isCold(own) ? contender + " *" : contender,
                number("%,.0f", own.median(Figure::rate)),
                ratio(contender, Contenders.LIMIT, mode, placement),
                ratio(contender, Contenders.FRAMES_LIMIT, mode, placement),
                advantage(contender, mode, placement),
                brief(range.getMin()) + "–" + brief(range.getMax()),
                timed ? number("%.1f", own.median(Figure::p50Micros)) : "",
                timed ? number("%.1f", own.median(Figure::p99Micros)) : "",
                pair(own, Figure::callerBytes, Figure::calleeBytes),
                pair(own, Figure::callerCpuNanos, Figure::calleeCpuNanos));
    }

    private String ratio(String contender, String limit, Mode mode, Placement placement) {
        return contender.equals(limit) ? "" : number("%.2f", figures.ratio(contender, limit, mode, placement));
    }

    private String advantage(String contender, Mode mode, Placement placement) {
        boolean isPeer = !Contenders.own().contains(contender);
        return isPeer ? number("%.1f", figures.ratio(Contenders.PERIGEE, contender, mode, placement)) : "";
    }

    /** Caller, callee. */
    private static String pair(Figures own, ToDoubleFunction<Figure> caller, ToDoubleFunction<Figure> callee) {
        return number("%,.0f", own.median(caller)) + " + " + number("%,.0f", own.median(callee));
    }

    private static String brief(double value) {
        return value >= 100_000
                ? number("%.0fk", OptionalDouble.of(value / 1000))
                : value >= 10_000
                        ? number("%.1fk", OptionalDouble.of(value / 1000))
                        : number("%.0f", OptionalDouble.of(value));
    }

    private static String number(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
    }
}
