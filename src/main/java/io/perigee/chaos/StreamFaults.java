package io.perigee.chaos;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * What happens to one direction of one connection.
 *
 * @param latency how much later each byte arrives
 * @param jitter up to how much later still, drawn anew for each read; bytes keep their order
 * @param sliceBytes how many bytes are sent at once, at the most; 0 for as many as there are
 * @param bytesPerSecond how many bytes pass in a second; 0 for no limit
 * @param flips the probability of each byte that one of its bits is flipped
 * @param faults in the order of their bytes
 * @param seed of jitter and flips
 */
public record StreamFaults(
        Duration latency,
        Duration jitter,
        int sliceBytes,
        long bytesPerSecond,
        double flips,
        List<Fault> faults,
        long seed) {

    /** All passes as it comes. */
    public static final StreamFaults NONE = new StreamFaults(Duration.ZERO, Duration.ZERO, 0, 0, 0, List.of(), 0);

    public StreamFaults {
        notNegative("latency", latency);
        notNegative("jitter", jitter);
        if (sliceBytes < 0) {
            throw new IllegalArgumentException("sliceBytes: " + sliceBytes + " (expected: >= 0)");
        }
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("bytesPerSecond: " + bytesPerSecond + " (expected: >= 0)");
        }
        if (!(flips >= 0 && flips <= 1)) {
            throw new IllegalArgumentException("flips: " + flips + " (expected: 0 to 1)");
        }
        // A flip is of the next byte, so that it comes after all that is before it; others keep their order.
        faults = faults.stream()
                .sorted(Comparator.comparingLong(Fault::afterBytes)
                        .thenComparing(fault -> fault.kind() == Fault.Kind.FLIP))
                .toList();
    }

    public StreamFaults withDelay(Duration latency, Duration jitter) {
        return new StreamFaults(latency, jitter, sliceBytes, bytesPerSecond, flips, faults, seed);
    }

    public StreamFaults withSlices(int bytes) {
        return new StreamFaults(latency, jitter, bytes, bytesPerSecond, flips, faults, seed);
    }

    public StreamFaults withBandwidth(long bytesPerSecond) {
        return new StreamFaults(latency, jitter, sliceBytes, bytesPerSecond, flips, faults, seed);
    }

    public StreamFaults withFlips(double probability) {
        return new StreamFaults(latency, jitter, sliceBytes, bytesPerSecond, probability, faults, seed);
    }

    public StreamFaults withFaults(Fault... those) {
        return new StreamFaults(latency, jitter, sliceBytes, bytesPerSecond, flips, List.of(those), seed);
    }

    public StreamFaults withSeed(long seed) {
        return new StreamFaults(latency, jitter, sliceBytes, bytesPerSecond, flips, faults, seed);
    }

    private static void notNegative(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: >= 0)");
        }
    }
}
