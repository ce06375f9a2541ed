package io.perigee.soak;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What came of a soak.
 *
 * @param samples by process
 * @param tallies by process
 * @param ended whether the processes ended by themselves when they were asked to
 */
record SoakReport(
        SoakPlan plan, double seconds, Map<String, List<Sample>> samples, Map<String, Tally> tallies, boolean ended) {
    private static final double LEAST_SHARE_LATE = 0.03;

    /** What does not hold, one thing an entry; empty if all does. */
    List<String> violations() {
        var violations = new ArrayList<String>();
        tallies.forEach((process, tally) -> {
            if (tally.of(Tally.FAILURES) > 0) {
                violations.add(process + ": failures: " + tally.of(Tally.FAILURES) + " (expected: 0), "
                        + tally.of(Tally.UNANSWERED) + " of them were never answered");
            }
            long ends = Stream.of(Verdict.values()).mapToLong(tally::of).sum();
            if (ends != tally.calls()) {
                violations.add(process + ": calls: " + tally.calls() + ", ended: " + ends + " (expected: equal)");
            }
            if (tally.calls() == 0) {
                violations.add(process + ": calls: 0 (expected: > 0)");
            }
        });
        long cuts = sum(Watch.CUTS);
        tallies.forEach((process, tally) -> {
            if (!process.equals("lua") && tally.of(Watch.CUT) != cuts) {
                violations.add(process + ": connections that ended: " + tally.of(Watch.CUT) + " (expected: " + cuts
                        + ", as were cut)");
            }
        });
        if (cuts == 0) {
            violations.add("cuts: 0 (expected: > 0)");
        }
        if (timedOutShare() < LEAST_SHARE_LATE) {
            violations.add(String.format(
                    Locale.ROOT,
                    "time-outs: %.2f %% of all calls (expected: >= %.0f)",
                    100 * timedOutShare(),
                    100 * LEAST_SHARE_LATE));
        }
        tallies.forEach((process, tally) -> {
            if (tally.of(Load.WRAPS) == 0) {
                violations.add(process + ": times that sequence numbers began again: 0 (expected: > 0)");
            }
        });
        if (sum("bursts") == 0) {
            violations.add("bursts of more calls than there are numbers: 0 (expected: > 0)");
        }
        samples.forEach((process, taken) -> {
            for (Measure measure : Measure.values()) {
                if (taken.get(0).has(measure) && !measure.holds(taken)) {
                    violations.add(process + ": " + line(measure, taken));
                }
            }
        });
        if (!ended) {
            violations.add("processes that did not end by themselves (expected: none)");
        }
        return violations;
    }

    private long sum(String name) {
        return tallies.values().stream().mapToLong(tally -> tally.of(name)).sum();
    }

    private long sum(Enum<?> what) {
        return sum(what.name());
    }

    private long calls() {
        return tallies.values().stream().mapToLong(Tally::calls).sum();
    }

    private double timedOutShare() {
        return calls() == 0 ? 0 : (double) sum(Verdict.TIMED_OUT) / calls();
    }

    /** Prints all of it, and gives whether all holds. */
    boolean print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "soak: %.0f s, seed %d, %s; %,d calls%n",
                seconds,
                plan.seed(),
                String.join(" + ", tallies.keySet()),
                calls());
        printCalls(out);
        out.println();
        for (String line : injected()) {
            out.println(line);
        }
        samples.forEach((process, taken) -> {
            out.printf("%n%s, %d samples%n", process, taken.size());
            for (Measure measure : Measure.values()) {
                if (taken.get(0).has(measure)) {
                    out.println("  " + line(measure, taken));
                }
            }
        });
        List<String> violations = violations();
        out.println();
        violations.forEach(violation -> out.println("VIOLATED: " + violation));
        out.printf(
                Locale.ROOT,
                "soak: %s: %,d calls, %,d failures that were not injected, %d violations%n",
                violations.isEmpty() ? "all holds" : "FAILED",
                calls(),
                sum(Tally.FAILURES),
                violations.size());
        return violations.isEmpty();
    }

    private void printCalls(PrintStream out) {
        out.printf("%-40s%s%n", "calls made by", columns(List.copyOf(tallies.keySet())));
        for (Kind kind : Kind.values()) {
            out.printf("  %-38s%s%n", kind.text, counts(kind.name()));
        }
        out.printf("%-40s%s%n", "which ended", "");
        for (Verdict verdict : Verdict.values()) {
            out.printf(
                    "  %-38s%s%n", verdict.name().toLowerCase(Locale.ROOT).replace('_', ' '), counts(verdict.name()));
        }
        out.printf("%-40s%s%n", "bursts beyond 256 at once", counts("bursts"));
        out.printf("%-40s%s%n", "wraps of the sequence number", counts(Load.WRAPS));
    }

    private String counts(String name) {
        return columns(tallies.values().stream()
                .map(tally -> String.format(Locale.ROOT, "%,d", tally.of(name)))
                .toList());
    }

    private static String columns(List<String> cells) {
        return cells.stream().map(cell -> String.format("%14s", cell)).collect(Collectors.joining());
    }

    private List<String> injected() {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "injected: %,d time-outs, %.2f %% of all calls; %,d late answers came and went to nobody",
                        sum(Verdict.TIMED_OUT),
                        100 * timedOutShare(),
                        sum(Watch.LATE)),
                String.format(
                        Locale.ROOT,
                        "injected: %,d calls cancelled; %,d connections cut, which ended %,d calls that were not sent and"
                                + " %,d that were",
                        sum(Verdict.GIVEN_UP),
                        sum(Watch.CUTS),
                        sum(Verdict.CUT_UNSENT),
                        sum(Verdict.CUT_SENT)));
    }

    private static String line(Measure measure, List<Sample> taken) {
        long first = taken.get(0).of(measure);
        long last = taken.get(taken.size() - 1).of(measure);
        String line = String.format(
                Locale.ROOT, "%-26s%16s ->%16s", measure.text, measure.format((double) first), measure.format((double)
                        last));
        if (measure.isBytes()) {
            line += String.format(Locale.ROOT, "   growth%14s", measure.format(measure.growth(taken)));
        }
        return measure.expected().isEmpty() ? line : line + "   (expected: " + measure.expected() + ")";
    }
}
