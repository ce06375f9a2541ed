package io.perigee.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** All runs, and the medians of their rounds. */
record Figures(List<Figure> all) {
    Figures {
        all = List.copyOf(all);
    }

    boolean has(Placement placement) {
        return all.stream().anyMatch(figure -> figure.placement() == placement);
    }

    /** In the order in which they were first measured. */
    Set<String> contenders() {
        return all.stream().map(Figure::contender).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    int rounds() {
        return all.stream().mapToInt(Figure::round).max().orElse(0);
    }

    Figures of(String contender, Mode mode, Placement placement) {
        return new Figures(all.stream()
                .filter(f -> f.contender().equals(contender) && f.mode() == mode && f.placement() == placement)
                .toList());
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Empty if there are no runs. */
    OptionalDouble median(ToDoubleFunction<Figure> value) {
        double[] sorted = all.stream().mapToDouble(value).sorted().toArray();
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    /** Of the calls per second. */
    OptionalDouble rate(String contender, Mode mode, Placement placement) {
        return of(contender, mode, placement).median(Figure::callsPerSecond);
    }

    /** How many times the calls per second of another contender; empty if one of them was not measured. */
    OptionalDouble ratio(String contender, String other, Mode mode, Placement placement) {
        OptionalDouble own = rate(contender, mode, placement);
        OptionalDouble others = rate(other, mode, placement);
        return own.isPresent() && others.isPresent()
                ? OptionalDouble.of(own.getAsDouble() / others.getAsDouble())
                : OptionalDouble.empty();
    }
}
