package io.perigee.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Draws from a seed what happens to each connection: the same for the same number of a connection, whatever happens to
 * others.
 *
 * @param probability that a connection is disturbed at all
 * @param directions the others are left alone
 * @param steady what each disturbed direction has, its seed aside
 * @param draws the faults that each has besides
 */
public record SeededPlan(
        long seed, double probability, Set<Direction> directions, StreamFaults steady, List<Draw> draws)
        implements FaultPlan {

    /** A fault that comes after some number of bytes, both bounds included. */
    public record Draw(Fault.Kind kind, long fromBytes, long toBytes, Duration lasts) {
        public Draw {
            if (fromBytes < 0 || toBytes < fromBytes || toBytes == Long.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "bytes: " + fromBytes + "-" + toBytes + " (expected: such as 0-200)");
            }
        }

        Fault from(SplittableRandom random) {
            return new Fault(kind, random.nextLong(fromBytes, toBytes + 1), lasts);
        }
    }

    public SeededPlan {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability: " + probability + " (expected: 0 to 1)");
        }
        directions = Set.copyOf(directions);
        draws = List.copyOf(draws);
    }

    @Override
    public StreamFaults faults(long connection, Direction direction) {
        // Seeds that are neighbours have connections that are none.
        var ofConnection = new SplittableRandom(new SplittableRandom(seed).nextLong() + connection);
        boolean disturbed = ofConnection.nextDouble() < probability;
        if (!disturbed || !directions.contains(direction)) {
            return StreamFaults.NONE;
        }
        SplittableRandom ofOther = ofConnection.split();
        SplittableRandom random = direction == Direction.TO_SERVER ? ofConnection : ofOther;
        Fault[] faults = draws.stream().map(draw -> draw.from(random)).toArray(Fault[]::new);
        return steady.withFaults(faults).withSeed(random.nextLong());
    }
}
