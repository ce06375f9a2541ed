package io.perigee.bench;

import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** What Perigee has to reach, and whether it does. A line whose contenders were not measured is left out. */
final class Bar {
    private static final String ROW = "%-5s %-66s %8s  %-10s %-10s %s%n";

    private final Figures figures;
    private final PrintStream out;

    Bar(Figures figures, PrintStream out) {
        this.figures = figures;
        this.out = out;
    }

    void print() {
        out.printf("%nThe bar%n");
        out.printf(ROW, "", "", "figure", "must", "aim", "");
        for (Placement placement : Placement.values()) {
            print(placement);
        }
    }

    private void print(Placement placement) {
        boolean held = placement == Placement.HELD;
        for (String limit : new String[] {Contenders.LIMIT, Contenders.FRAMES_LIMIT}) {
            atLeast(placement, Mode.COMPLETION, limit, 0.60, 0.75);
        }
        for (String peer : new String[] {"grpc", "sofabolt"}) {
            atLeast(placement, Mode.COMPLETION, peer, held ? 15 : 10, held ? 60 : 15);
        }
        atLeast(placement, Mode.COMPLETION, "rsocket", held ? 12 : 6, held ? 20 : 8);
        for (String limit : new String[] {Contenders.LIMIT, Contenders.FRAMES_LIMIT}) {
            atLeast(placement, Mode.ONE_THREAD, limit, 0.85, 1.0);
        }
        for (String limit : new String[] {Contenders.LIMIT, Contenders.FRAMES_LIMIT}) {
            atLeast(placement, Mode.BLOCKING, limit, 1.0, 1.4);
            slowest(placement, limit);
        }
        atLeast(placement, Mode.BYTES, Contenders.FRAMES_LIMIT, 0.60, 0.9);
        atLeast(placement, Mode.DEFAULT_HANDLERS, "grpc-default", 5, 20);
        atLeast(placement, Mode.VIRTUAL_THREADS, "grpc-default", 5, 20);
        garbage(placement, "caller", Figure::callerBytes, 200, 100);
        garbage(placement, "callee", Figure::calleeBytes, 120, 60);
    }

    private void atLeast(Placement placement, Mode mode, String other, double must, double aim) {
        OptionalDouble ratio = figures.ratio(Contenders.PERIGEE, other, mode, placement);
        if (ratio.isPresent()) {
            double figure = ratio.getAsDouble();
            row(placement, mode.title + " ÷ " + other, "%.2f", figure, "≥", must, figure >= must, aim, figure >= aim);
        }
    }

    private void slowest(Placement placement, String limit) {
        OptionalDouble own = p99(Contenders.PERIGEE, placement);
        OptionalDouble others = p99(limit, placement);
        if (own.isPresent() && others.isPresent()) {
            double figure = own.getAsDouble() / others.getAsDouble();
            String what = Mode.BLOCKING.title + ", 99th percentile ÷ " + limit;
            row(placement, what, "%.2f", figure, "≤", 1.3, figure <= 1.3, Double.NaN, false);
        }
    }

    private OptionalDouble p99(String contender, Placement placement) {
        return figures.of(contender, Mode.BLOCKING, placement).median(Figure::p99Micros);
    }

    private void garbage(Placement placement, String end, ToDoubleFunction<Figure> bytes, double must, double aim) {
        for (Mode mode : Mode.SMALL) {
            OptionalDouble median =
                    figures.of(Contenders.PERIGEE, mode, placement).median(bytes);
            if (median.isPresent()) {
                double figure = median.getAsDouble();
                String what = mode.title + ", bytes of garbage at the " + end;
                row(placement, what, "%.0f", figure, "≤", must, figure <= must, aim, figure <= aim);
            }
        }
    }

    /**
     * @param aim NaN if there is none
     */
    private void row(
            Placement placement,
            String what,
            String format,
            double figure,
            String relation,
            double must,
            boolean mustMet,
            double aim,
            boolean aimMet) {
        String verdict = !mustMet ? "NOT MET" : aimMet ? "met, and the aim" : "met";
        out.printf(
                ROW,
                placement == Placement.HELD ? "held" : "free",
                what,
                String.format(Locale.ROOT, format, figure),
                relation + " " + number(must),
                Double.isNaN(aim) ? "" : relation + " " + number(aim),
                verdict);
    }

    private static String number(double value) {
        return value == Math.rint(value) && value >= 5
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
