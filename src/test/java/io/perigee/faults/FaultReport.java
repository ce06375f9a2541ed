package io.perigee.faults;

import io.perigee.chaos.Fault;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a run has come to, in one line. */
final class FaultReport {
    private final long seed;

    /** Bits are flipped, and nothing tells: results and runs may be any then. */
    private final boolean flips;

    private final EndReasons reasons = new EndReasons();
    private final Map<End, Long> ends = new EnumMap<>(End.class);
    private Map<Fault.Kind, AtomicLong> faults = Map.of();
    private Verdict verdict = Verdict.none();
    private long beginNanos;
    private long connections;
    private long hung;

    FaultReport(long seed, boolean flips) {
        this.seed = seed;
        this.flips = flips;
    }

    void begin() {
        beginNanos = System.nanoTime();
    }

    void injected(Map<Fault.Kind, AtomicLong> kinds, long ofConnections) {
        faults = new TreeMap<>(kinds);
        connections = ofConnections;
    }

    void add(Ledger ours, Ledger theirs) {
        verdict = verdict.plus(Verdict.of(ours, theirs));
        Ledger.ends(ours, theirs).forEach((end, count) -> ends.merge(end, count, Long::sum));
    }

    void addHung(int count) {
        hung += count;
    }

    long hung() {
        return hung;
    }

    Verdict verdict() {
        return verdict;
    }

    EndReasons reasons() {
        return reasons;
    }

    boolean isClean() {
        boolean allEnded = verdict.lost() == 0 && hung == 0;
        return flips ? allEnded && reasons.others().isEmpty() : allEnded && verdict.isClean();
    }

    Map<End, Long> ends() {
        return ends;
    }

    private long count() {
        return faults.values().stream().mapToLong(AtomicLong::get).sum();
    }

    @Override
    public String toString() {
        double seconds = Duration.ofNanos(System.nanoTime() - beginNanos).toMillis() / 1_000.0;
        var kinds = new StringJoiner(", ");
        faults.forEach((kind, count) -> kinds.add(kind + " " + format(count.get())));
        var calls = new StringJoiner(", ");
        ends.forEach(
                (end, count) -> calls.add(end.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + format(count)));
        String oracle = flips
                ? String.format(Locale.ROOT, "lost %d, hung %d; connections ended: %s", verdict.lost(), hung, reasons)
                : String.format(
                        Locale.ROOT,
                        "lost %d, duplicated %d, misrouted %d, hung %d, ran though not sent %d",
                        verdict.lost(),
                        verdict.duplicated(),
                        verdict.misrouted(),
                        hung,
                        verdict.ranUnsent());
        return String.format(
                Locale.ROOT,
                "%s faults (%s) in %s connections in %.0f s (%.0f/s); calls both ways: %s; %s; seed %d",
                format(count()),
                kinds,
                format(connections),
                seconds,
                count() / seconds,
                calls,
                oracle,
                seed);
    }

    private static String format(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
