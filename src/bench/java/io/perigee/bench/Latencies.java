package io.perigee.bench;

/** Counts durations in steps of 100 ns, without garbage; what is longer than 10 ms counts as that. */
final class Latencies {
    private static final int STEP_NANOS = 100;

    private final int[] counts = new int[100_000];
    private long total;

    void add(long nanos) {
        counts[(int) Math.min(counts.length - 1, nanos / STEP_NANOS)]++;
        total++;
    }

    long quantile(double q) {
        long wanted = (long) Math.ceil(total * q);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return (i + 1L) * STEP_NANOS;
            }
        }
        return (long) counts.length * STEP_NANOS;
    }
}
