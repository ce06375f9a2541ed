package io.perigee.sim;

import java.util.concurrent.TimeUnit;

/**
 * Runs schedule after schedule until there were so many faults, or until so much time has passed.
 *
 * <pre>
 *   -Dsim.seed=N     begins with this seed; without a number of faults or seconds, runs it alone
 *   -Dsim.faults=N   runs until there were so many
 *   -Dsim.seconds=N  runs for no longer than that
 *   -Dsim.trace      prints each step
 * </pre>
 */
public final class Simulation {
    private static final boolean TRACING = Boolean.getBoolean("sim.trace");

    private final Faults faults = new Faults();
    private final long firstSeed;
    private long seeds;
    private long calls;

    Simulation(long firstSeed) {
        this.firstSeed = firstSeed;
    }

    /**
     * Runs schedules until there were so many faults, or the time is over; one at least.
     *
     * @throws AssertionError if a schedule finds a violation; the message tells its seed
     */
    void run(long mostFaults, long mostSeconds) {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(mostSeconds);
        do {
            runOne();
        } while (faults.total() < mostFaults && System.nanoTime() - endNanos < 0);
    }

    /** Runs the schedule of the next seed; see {@link #run}. */
    void runOne() {
        var schedule = new Schedule(firstSeed + seeds, TRACING);
        seeds++;
        try {
            schedule.run();
        } finally {
            faults.add(schedule.world().faults);
            calls += schedule.world().calls();
        }
    }

    /** How many faults there were. */
    long faults() {
        return faults.total();
    }

    Faults faultsByKind() {
        return faults;
    }

    /** One line, for whoever ran it. */
    String summary(int violations) {
        return String.format(
                "sim: %,d faults, %,d calls, %,d seeds from %d, %d violations",
                faults.total(), calls, seeds, firstSeed, violations);
    }

    /** Runs as the system properties say; prints what there was, and fails if there was a violation. */
    static Simulation ofProperties(long usualFaults, long usualSeconds) {
        Long seed = Long.getLong("sim.seed");
        boolean alone = seed != null && System.getProperty("sim.faults") == null;
        var simulation = new Simulation(seed == null ? System.nanoTime() & 0xffff_ffff_ffffL : seed);
        try {
            simulation.run(
                    alone ? 0 : Long.getLong("sim.faults", usualFaults), Long.getLong("sim.seconds", usualSeconds));
        } catch (AssertionError e) {
            System.out.println(simulation.summary(1));
            throw e;
        }
        System.out.println(simulation.summary(0));
        System.out.println("sim: " + simulation.faults);
        return simulation;
    }

    /** For {@code tools/sim}. */
    public static void main(String[] args) {
        try {
            ofProperties(Long.MAX_VALUE, TimeUnit.DAYS.toSeconds(365));
        } catch (AssertionError e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
    }
}
