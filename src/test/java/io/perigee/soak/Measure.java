package io.perigee.soak;

import java.util.List;
import java.util.Locale;

/** What a process holds while nothing is asked of it, and what must hold of that from the first sample to the last. */
enum Measure {
    /** After a full collection. */
    HEAP("heap after GC", Rule.FLAT, 1 << 20),
    /** Of the Lua in it, after a full collection. */
    LUA("heap of its Lua after GC", Rule.FLAT, 256 << 10),
    /** What Netty has of the system; it keeps chunks for the next buffers, and a chunk has up to 8 MiB. */
    DIRECT("direct memory of Netty", Rule.FLAT, 8 << 20),
    /** Beyond the one that each connection may have. */
    BUFFERS("buffers not released", Rule.EQUAL, 0),
    /** Since the start of the process. */
    DROPPED("buffers that leaked", Rule.ZERO, 0),
    /** Without those of pools that wait for work. */
    THREADS("threads", Rule.EQUAL, 0),
    IDLE("idle threads of pools", Rule.TOLD, 0),
    DESCRIPTORS("file descriptors", Rule.EQUAL, 0),
    RESIDENT("resident memory", Rule.TOLD, 0);

    private enum Rule {
        /** It has not grown by more than the bound, on the line that fits the samples best. */
        FLAT,
        /** The last sample is as the first. */
        EQUAL,
        ZERO,
        /** Only told. */
        TOLD
    }

    final String text;
    private final Rule rule;
    private final long bound;

    Measure(String text, Rule rule, long bound) {
        this.text = text;
        this.rule = rule;
        this.bound = bound;
    }

    boolean isBytes() {
        return this == HEAP || this == LUA || this == DIRECT || this == RESIDENT;
    }

    /** What must be, in words. */
    String expected() {
        return switch (rule) {
            case FLAT -> "grows <= " + format((double) bound);
            case EQUAL -> "equal";
            case ZERO -> "0";
            case TOLD -> "";
        };
    }

    boolean holds(List<Sample> samples) {
        long first = samples.get(0).of(this);
        long last = samples.get(samples.size() - 1).of(this);
        return switch (rule) {
            case FLAT -> growth(samples) <= bound;
            case EQUAL -> first == last;
            case ZERO -> samples.stream().allMatch(sample -> sample.of(this) == 0);
            case TOLD -> true;
        };
    }

    /** From the first sample to the last, on the line of least squares through all of them. */
    double growth(List<Sample> samples) {
        double meanX = samples.stream().mapToDouble(Sample::seconds).average().orElse(0);
        double meanY =
                samples.stream().mapToLong(sample -> sample.of(this)).average().orElse(0);
        double squares = 0;
        double products = 0;
        for (Sample sample : samples) {
            double x = sample.seconds() - meanX;
            squares += x * x;
            products += x * (sample.of(this) - meanY);
        }
        double span = samples.get(samples.size() - 1).seconds() - samples.get(0).seconds();
        return squares == 0 ? 0 : products / squares * span;
    }

    String format(double value) {
        return isBytes()
                ? String.format(Locale.ROOT, "%,.1f KiB", value / 1024)
                : String.format(Locale.ROOT, "%,.0f", value);
    }
}
