package io.perigee.faults;

import io.perigee.chaos.Direction;
import io.perigee.chaos.FaultPlan;
import io.perigee.chaos.StreamFaults;
import java.util.SplittableRandom;

/**
 * Some flipped bits for each connection. The protocol has no checksum, so that results may be wrong then, and calls may
 * be others: what must hold is that all ends.
 */
final class DrawnFlips implements FaultPlan {
    private static final double FLIPS_A_BYTE = 1 / 250.0;

    private final long seed;

    DrawnFlips(long seed) {
        this.seed = new SplittableRandom(seed).nextLong();
    }

    @Override
    public StreamFaults faults(long connection, Direction direction) {
        var random = new SplittableRandom(seed + connection);
        SplittableRandom ofOther = random.split();
        SplittableRandom stream = direction == Direction.TO_SERVER ? random : ofOther;
        StreamFaults faults = StreamFaults.NONE.withFlips(FLIPS_A_BYTE).withSeed(stream.nextLong());
        return stream.nextInt(4) == 0 ? faults.withSlices(1 + stream.nextInt(9)) : faults;
    }
}
