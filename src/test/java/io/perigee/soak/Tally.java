package io.perigee.soak;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts by name. Thread-safe; goes from process to process as one line. */
final class Tally {
    /** What must not be, whatever was injected. */
    static final String FAILURES = "failures";

    /** Those of them that ended by a time-out that was not injected. */
    static final String UNANSWERED = "unanswered";

    private static final int MOST_TOLD = 20;

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final AtomicInteger told = new AtomicInteger();
    private volatile boolean isOver;

    void count(Enum<?> what) {
        count(what.name());
    }

    void count(String what) {
        add(what, 1);
    }

    void add(String what, long count) {
        counts.computeIfAbsent(what, unused -> new LongAdder()).add(count);
    }

    /** The first ones are told on standard error, too, where the others' are. */
    void fail(String what) {
        if (isOver) {
            return;
        }
        count(FAILURES);
        if (told.incrementAndGet() <= MOST_TOLD) {
            System.err.println("soak: FAILED: " + what);
        }
    }

    /** What fails from now on does so since the others have ended. */
    void end() {
        isOver = true;
    }

    /** Takes what another one has counted. */
    void addAll(Tally other) {
        other.counts.forEach((name, count) -> add(name, count.sum()));
    }

    long of(Enum<?> what) {
        return of(what.name());
    }

    long of(String what) {
        var count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    /** All calls that were made. */
    long calls() {
        return Stream.of(Kind.values()).mapToLong(this::of).sum();
    }

    String format() {
        var sorted = new TreeMap<String, Long>();
        counts.forEach((name, count) -> sorted.put(name, count.sum()));
        return sorted.entrySet().stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    static Tally parse(String line) {
        var tally = new Tally();
        for (String entry : line.split(" ")) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                tally.add(entry.substring(0, equals), Long.parseLong(entry.substring(equals + 1)));
            }
        }
        return tally;
    }
}
