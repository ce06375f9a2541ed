package io.perigee.sim;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The faults so far, by kind. */
final class Faults {
    private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);

    void count(Fault fault) {
        counts.merge(fault, 1L, Long::sum);
    }

    long of(Fault fault) {
        return counts.getOrDefault(fault, 0L);
    }

    /** How many kinds there were. */
    int kinds() {
        return counts.size();
    }

    long total() {
        return counts.values().stream().mapToLong(count -> count).sum();
    }

    void add(Faults others) {
        others.counts.forEach((fault, count) -> counts.merge(fault, count, Long::sum));
    }

    @Override
    public String toString() {
        return Arrays.stream(Fault.values())
                .map(fault -> fault.name().toLowerCase(Locale.ROOT).replace('_', '-') + " " + of(fault))
                .collect(Collectors.joining(", "));
    }
}
