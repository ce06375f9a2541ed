package io.perigee.faults;

import io.perigee.chaos.Direction;
import io.perigee.chaos.Fault;
import io.perigee.chaos.Fault.Kind;
import io.perigee.chaos.FaultPlan;
import io.perigee.chaos.StreamFaults;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * One fault for each connection, of any kind, in either direction, anywhere in the conversation; short stalls, torn
 * frames and delays besides.
 */
final class DrawnFaults implements FaultPlan {
    /** A conversation has somewhat more in each direction; faults behind its end do not come, and are not counted. */
    private static final int BYTES = 900;

    /** Longer than the time-out of calls, so that responses come late. */
    private static final int LONGEST_STALL_MILLIS = 160;

    private static final Kind[] KINDS = {
        Kind.CLOSE, Kind.CLOSE, Kind.RESET, Kind.RESET, Kind.RESET, Kind.HALF_CLOSE, Kind.HALF_CLOSE, Kind.STALL
    };

    private final long seed;

    DrawnFaults(long seed) {
        this.seed = new SplittableRandom(seed).nextLong();
    }

    @Override
    public StreamFaults faults(long connection, Direction direction) {
        var random = new SplittableRandom(seed + connection);
        Direction where = random.nextBoolean() ? Direction.TO_CLIENT : Direction.TO_SERVER;
        // Small numbers twice as often: connections are young when much is in flight.
        int after = random.nextInt(random.nextBoolean() ? BYTES : BYTES / 4);
        Kind kind = KINDS[random.nextInt(KINDS.length)];
        Fault fault = kind == Kind.STALL && random.nextInt(4) > 0
                ? Fault.stall(after, Duration.ofMillis(1 + random.nextInt(LONGEST_STALL_MILLIS)))
                : Fault.of(kind, after);
        SplittableRandom ofOther = random.split();
        SplittableRandom stream = direction == Direction.TO_SERVER ? random : ofOther;
        StreamFaults faults = StreamFaults.NONE.withSeed(stream.nextLong());
        if (stream.nextInt(4) == 0) {
            faults = faults.withSlices(1 + stream.nextInt(9));
        }
        if (stream.nextInt(8) == 0) {
            faults = faults.withDelay(Duration.ZERO, Duration.ofMillis(1 + stream.nextInt(5)));
        }
        return direction == where ? faults.withFaults(fault) : faults;
    }
}
