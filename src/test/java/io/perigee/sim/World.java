package io.perigee.sim;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Two ends, the wires between them, and one clock. What happens to it is for the {@link Schedule} to say. */
final class World {
    private static final int MOST_ROUNDS = 1_000_000;

    final Faults faults = new Faults();
    final Profile profile;
    final Oracle oracle;
    final MockTicker clock = Ticker.newMockTicker();
    final SplittableRandom random;
    private final List<End> ends;

    World(long seed) {
        random = new SplittableRandom(seed);
        profile = Profile.of(random);
        oracle = new Oracle(faults, profile.mayJam());
        // What has happened at 0 has not happened, for those who count so.
        clock.advance(1, TimeUnit.SECONDS);
        List<Wire> wires = Wire.pair(random, faults, profile.wireCapacity());
        ends = List.of(
                new End("left", this, wires.get(0), wires.get(1)), new End("right", this, wires.get(1), wires.get(0)));
        ends.get(0).meet(ends.get(1));
        ends.forEach(End::open);
    }

    List<End> ends() {
        return ends;
    }

    boolean areOpen() {
        return ends.get(0).isOpen() && ends.get(1).isOpen();
    }

    long calls() {
        return oracle.calls();
    }

    /** Does all that can be done without the clock, answers included if they are wanted. */
    void settle(boolean answering) {
        for (int i = 0; i < MOST_ROUNDS; i++) {
            boolean did = false;
            for (End end : ends) {
                did |= end.workOff();
                while (answering && end.peer.callee.answerOne()) {
                    did = true;
                }
            }
            if (!did) {
                return;
            }
        }
        throw new IllegalStateException("the two never come to rest");
    }

    @Override
    public String toString() {
        return profile + System.lineSeparator() + ends.get(0) + System.lineSeparator() + ends.get(1);
    }

    /** Ends what is left of both connections and checks what is left of them. */
    void end() {
        ends.forEach(End::heal);
        settle(false);
        ends.get(random.nextInt(2)).close();
        settle(random.nextBoolean());
        if (profile.mayJam()) {
            // An end that does not read does not see that the other is gone.
            ends.forEach(End::close);
        }
        // What answers now answers nobody.
        settle(true);
        oracle.allEnded("when both ends were closed");
        ends.forEach(End::checkEnded);
    }
}
