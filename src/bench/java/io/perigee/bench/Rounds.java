package io.perigee.bench;

import picocli.CommandLine.Option;

/** How often something is measured and for how long: the options that most measurements have. */
public final class Rounds {
    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds; the figures are their medians. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--warm-up",
            paramLabel = "MS",
            description = "Before each figure, so that the compilers rest. Default: ${DEFAULT-VALUE}.")
    private int warmUpMillis;

    @Option(names = "--measure", paramLabel = "MS", description = "For each figure. Default: ${DEFAULT-VALUE}.")
    private int measureMillis;

    /** With what it is if nobody says anything. */
    public Rounds(int count, int warmUpMillis, int measureMillis) {
        set(count, warmUpMillis, measureMillis);
    }

    void set(int newCount, int newWarmUpMillis, int newMeasureMillis) {
        count = newCount;
        warmUpMillis = newWarmUpMillis;
        measureMillis = newMeasureMillis;
    }

    public int count() {
        return count;
    }

    public int warmUpMillis() {
        return warmUpMillis;
    }

    public int measureMillis() {
        return measureMillis;
    }
}
