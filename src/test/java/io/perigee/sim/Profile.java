package io.perigee.sim;

import io.netty.channel.epoll.Epoll;
import io.perigee.codec.ValueCodec;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.codec.msgpack.MsgPack;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What one run is like. Each differs: a bug may need much of one thing and nothing of another.
 *
 * @param direct whether calling threads may write to the socket, as to one of epoll
 * @param timeouts the share of calls that have one
 * @param nested the share of calls that call back
 * @param holding the share of responses that are held back
 * @param large the share of calls with much in them
 * @param weights of the steps, next to each other
 */
record Profile(
        ValueCodec codec,
        boolean listener,
        boolean direct,
        int wireCapacity,
        int highWaterMark,
        int maxInboundCalls,
        int maxBacklogBytes,
        int maxQueuedCalls,
        long frameTimeoutNanos,
        long keepAliveNanos,
        double timeouts,
        long longestTimeoutNanos,
        double nested,
        double holding,
        double large,
        boolean fatal,
        Map<Step, Integer> weights) {
    private static final long MILLISECOND = 1_000_000;

    static Profile of(SplittableRandom random) {
        boolean tight = random.nextInt(6) == 0;
        return new Profile(
                random.nextInt(4) == 0 ? MsgPack.INSTANCE : Luatobin.INSTANCE,
                random.nextBoolean(),
                random.nextBoolean() && Epoll.isAvailable(),
                pick(random, 64, 4 << 10, 1 << 20),
                pick(random, 1 << 7, 4 << 10, 64 << 10),
                pick(random, 1, 8, 256, 256),
                tight ? 1 << 10 : 32 << 20,
                pick(random, 16, 2_000, 2_000, 2_000),
                pick(random, 0, 0, 20) * MILLISECOND,
                pick(random, 0, 0, 30) * MILLISECOND,
                tight ? 1 : pick(random, 0, 2, 5, 9, 10) / 10.0,
                pick(random, 1, 20, 200) * MILLISECOND,
                pick(random, 0, 0, 1, 4) / 10.0,
                pick(random, 0, 1, 5) / 10.0,
                pick(random, 0, 0, 1, 10) / 100.0,
                random.nextInt(3) > 0,
                weights(random));
    }

    /** True if so little is kept that each end may come to wait for the other to read, until a call times out over it. */
    boolean mayJam() {
        return maxBacklogBytes < 1 << 20;
    }

    private static int pick(SplittableRandom random, int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static Map<Step, Integer> weights(SplittableRandom random) {
        var weights = new EnumMap<Step, Integer>(Step.class);
        for (Step step : Step.values()) {
            weights.put(step, step.usual * pick(random, 0, 1, 1, 2, 5) + (step.needed ? 1 : 0));
        }
        return weights;
    }
}
