package io.perigee.soak;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How far a soak is, in a line. */
final class Progress {
    private Progress() {}

    static String line(double seconds, Map<String, Tally> tallies, Map<String, List<Sample>> samples) {
        var all = new Tally();
        tallies.values().forEach(all::addAll);
        return String.format(
                Locale.ROOT,
                "%7.1f min: %,d calls, %,d timed out, %,d cuts, %,d wraps, %,d failures; %s",
                seconds / 60,
                all.calls(),
                all.of(Verdict.TIMED_OUT),
                all.of(Watch.CUTS),
                all.of(Load.WRAPS),
                all.of(Tally.FAILURES),
                samples.values().stream()
                        .map(taken -> last(taken.get(taken.size() - 1)))
                        .collect(Collectors.joining("; ")));
    }

    private static String last(Sample sample) {
        Measure heap = sample.has(Measure.HEAP) ? Measure.HEAP : Measure.LUA;
        return String.format(
                Locale.ROOT,
                "%s: heap %s, threads %d, descriptors %d",
                sample.process(),
                heap.format((double) sample.of(heap)),
                sample.of(Measure.THREADS),
                sample.of(Measure.DESCRIPTORS));
    }
}
