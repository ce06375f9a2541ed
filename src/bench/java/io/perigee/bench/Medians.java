package io.perigee.bench;

import java.util.List;

/** The figure in the middle. */
public final class Medians {
    private Medians() {}

    /** Of two in the middle, the mean. */
    public static double of(List<Double> figures) {
        var sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
