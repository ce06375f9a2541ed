package io.perigee.bench;

import java.io.IOException;

/** Two JVMs, one of which calls the other: first to warm up, then on their cores to be measured. */
final class Run {
    private static final int SLICE_MILLIS = 500;
    private static final int LEAST_WARM_UP_MILLIS = 1500;

    /** The compilers rest if in a second, at both ends together, they took less. */
    private static final int RESTING_MILLIS = 40;

    private final Child callee;
    private final Child caller;

    Run(Child callee, Child caller) {
        this.callee = callee;
        this.caller = caller;
    }

    /**
     * Calls until the compilers rest.
     *
     * @return how long that was
     */
    int warmUp(int mostMillis) throws IOException {
        int millis = 0;
        long lastCompiled = Long.MAX_VALUE / 2;
        while (millis < mostMillis) {
            int slice = Math.min(SLICE_MILLIS, mostMillis - millis);
            Measurement measured = measure(slice);
            millis += slice;
            long compiled =
                    measured.caller().compileMillis() + measured.callee().compileMillis();
            if (millis >= LEAST_WARM_UP_MILLIS && lastCompiled + compiled < RESTING_MILLIS) {
                break;
            }
            lastCompiled = compiled;
        }
        return millis;
    }

    void move(Placement placement) throws IOException {
        callee.move(placement);
        caller.move(placement);
    }

    Measurement measure(int millis) throws IOException {
        var before = Consumption.parse(callee.ask());
        var used = Consumption.parse(caller.ask(Integer.toString(millis)));
        var sample = Mode.Sample.parse(caller.readLine());
        return new Measurement(sample, used, Consumption.parse(callee.ask()).since(before));
    }

    record Measurement(Mode.Sample sample, Consumption caller, Consumption callee) {}
}
