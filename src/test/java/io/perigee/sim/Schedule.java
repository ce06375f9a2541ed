package io.perigee.sim;

import java.util.concurrent.TimeUnit;

/** One run of a {@link World}: all that happens follows from its seed. */
final class Schedule {
    private static final int STEPS = 2_000;
    private static final int MOST_OPEN = 1_500;

    private final long seed;
    private final World world;
    private final int totalWeight;
    private final boolean tracing;

    Schedule(long seed, boolean tracing) {
        this.seed = seed;
        this.tracing = tracing;
        world = new World(seed);
        totalWeight = world.profile.weights().values().stream()
                .mapToInt(weight -> weight)
                .sum();
    }

    World world() {
        return world;
    }

    /**
     * Runs it to its end.
     *
     * @throws AssertionError if the oracle found anything; the message tells how to see it again
     */
    void run() {
        try {
            steps();
            if (world.areOpen()) {
                heal();
            }
            if (world.oracle.violations().isEmpty()) {
                world.end();
            }
        } catch (RuntimeException | Error e) {
            throw new AssertionError(message(e.toString()), e);
        }
        if (!world.oracle.violations().isEmpty()) {
            throw new AssertionError(message(String.join(
                    System.lineSeparator(),
                    world.oracle.violations().stream().limit(10).toList())));
        }
    }

    private String message(String what) {
        return "seed " + seed + " (again: -Dsim.seed=" + seed + "): " + what + System.lineSeparator() + world;
    }

    private void steps() {
        int left = STEPS;
        while (left > 0) {
            left -= world.areOpen() ? 1 : 20;
            Step step = pick();
            if (step.isFatal() && (!world.profile.fatal() || world.random.nextInt(20) > 0)) {
                continue;
            }
            End end = world.ends().get(world.random.nextInt(2));
            if (tracing) {
                System.out.println(world.clock.nanoTime() + " " + end.peer + " " + step);
            }
            take(step, end);
        }
    }

    private Step pick() {
        int at = world.random.nextInt(totalWeight);
        for (Step step : Step.values()) {
            at -= world.profile.weights().get(step);
            if (at < 0) {
                return step;
            }
        }
        throw new IllegalStateException("weights");
    }

    private void take(Step step, End end) {
        Peer peer = end.peer;
        switch (step) {
            case CALL -> call(peer, 1);
            case BURST ->
                // Of what there is no room for, a few are enough.
                call(peer, 1 + world.random.nextInt(Math.min(400, 2 * world.profile.maxQueuedCalls())));
            case TASK -> peer.loop.runTask();
            case TIMER -> peer.loop.runTimer();
            case READ -> end.read(1 << 16);
            case READ_BYTES -> end.read(1 + world.random.nextInt(world.random.nextBoolean() ? 8 : 200));
            case SHORT_WHILE -> pass(world.random.nextLong(200_000));
            case NEXT_TIMER -> passToNextTimer(end);
            case ANSWER -> peer.callee.answerOne();
            case WORK -> peer.callee.workOne();
            case CANCEL -> peer.cancelOne();
            case RELEASE -> end.release();
            case STALL -> end.stall(true);
            case RESUME -> end.stall(false);
            case REPEAT -> end.repeat();
            case UNEXPECTED -> end.unexpected();
            case NO_MEMORY -> peer.allocator.fail(1 + world.random.nextInt(20));
            case RESET -> end.reset();
            case HALF_CLOSE -> end.halfClose();
            case CLOSE -> end.close();
            case BROKEN_FRAME -> end.breakFrame();
        }
    }

    private void call(Peer peer, int count) {
        for (int i = 0; i < count && world.oracle.open() < MOST_OPEN; i++) {
            peer.callSomehow();
        }
    }

    private void pass(long nanos) {
        world.clock.advance(nanos, TimeUnit.NANOSECONDS);
    }

    /** Time goes on until just before a timer is due, or just then; what comes in may be first, and the timer may be. */
    private void passToNextTimer(End end) {
        long until = end.peer.loop.untilNextTimer();
        if (until < 0) {
            return;
        }
        switch (world.random.nextInt(4)) {
            case 0 -> {
                pass(Math.max(0, until - 1));
                read(end, Fault.BEFORE_DEADLINE);
            }
            case 1 -> {
                pass(until);
                end.peer.loop.runTimer();
                read(end, Fault.AT_DEADLINE);
            }
            default -> {
                pass(until);
                read(end, Fault.AT_DEADLINE);
                end.peer.loop.runTimer();
            }
        }
    }

    private void read(End end, Fault fault) {
        if (end.read(1 << 16)) {
            world.faults.count(fault);
        }
    }

    /** From here on nothing goes wrong: every call must end, by its deadline if it waits for one that waits for it. */
    private void heal() {
        world.ends().forEach(End::heal);
        world.settle(true);
        // Two ends that wait for each other's call-backs get on by one deadline at a time.
        for (int i = 0; i < MOST_OPEN && world.oracle.open() > 0 && world.areOpen(); i++) {
            pass(world.profile.longestTimeoutNanos());
            world.settle(true);
        }
        if (world.areOpen()) {
            world.oracle.allEnded("with both ends open and nothing left to do");
            if (world.profile.mayJam()) {
                probeAfterJam();
            } else {
                probe();
            }
        }
    }

    /** Each end may wait for the other to read, until the first call has timed out over it; no longer. */
    private void probeAfterJam() {
        for (End end : world.ends()) {
            SimCall last = null;
            for (int i = 0; i < 3 && world.areOpen(); i++) {
                last = end.peer.probe(Kind.NOW, world.profile.longestTimeoutNanos());
                world.settle(true);
                pass(world.profile.longestTimeoutNanos());
                world.settle(true);
            }
            if (last != null && world.areOpen()) {
                SimCall call = last;
                world.oracle.check(call.succeeded, () -> call + " comes to nothing: the two wait for each other");
            }
        }
    }

    /** Once all responses are there, all numbers are free, those that were in quarantine too. */
    private void probe() {
        boolean all = world.profile.maxInboundCalls() >= 256 && world.profile.maxQueuedCalls() >= 256;
        for (End end : world.ends()) {
            for (int i = 0; i < (all ? 256 : 5) && end.isOpen(); i++) {
                end.peer.probe(all ? Kind.LATER : Kind.NOW, 0);
                world.settle(false);
            }
            if (all && world.areOpen()) {
                end.checkAllNumbersTaken();
            }
            world.settle(true);
        }
        if (world.areOpen()) {
            world.oracle.allEnded("after calls that nothing disturbed");
        }
    }
}
