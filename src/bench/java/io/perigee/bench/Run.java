package io.perigee.bench;

import java.io.IOException;
import java.io.InterruptedIOException;

/** Two JVMs, one of which calls the other: first to warm up, then on their cores to be measured. */
final class Run {
    private static final int SLICE_MILLIS = 300;

    /** In which the compilers have the cores for themselves, also if the contender has hundreds of threads. */
    private static final int PAUSE_MILLIS = 200;

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
        long lastTotal = compiled();
        long lastStep = Long.MAX_VALUE / 2;
        while (millis < mostMillis) {
            caller.ask(Integer.toString(SLICE_MILLIS));
            pause();
            millis += SLICE_MILLIS + PAUSE_MILLIS;
            long total = compiled();
            long step = total - lastTotal;
            if (millis >= LEAST_WARM_UP_MILLIS && lastStep + step < RESTING_MILLIS) {
                break;
            }
            lastTotal = total;
            lastStep = step;
        }
        return millis;
    }

    private long compiled() throws IOException {
        return used(caller).compileMillis() + used(callee).compileMillis();
    }

    private static Consumption used(Child child) throws IOException {
        return Consumption.parse(child.ask());
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    void move(Placement placement) throws IOException {
        callee.move(placement);
        caller.move(placement);
    }

    Measurement measure(int millis) throws IOException {
        Consumption callerBefore = used(caller);
        Consumption calleeBefore = used(callee);
        var sample = Mode.Sample.parse(caller.ask(Integer.toString(millis)));
        return new Measurement(
                sample, used(caller).since(callerBefore), used(callee).since(calleeBefore));
    }

    record Measurement(Mode.Sample sample, Consumption caller, Consumption callee) {}
}
