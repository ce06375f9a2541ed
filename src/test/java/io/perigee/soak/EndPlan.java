package io.perigee.soak;

import java.time.Duration;

/**
 * What a process is told when it starts.
 *
 * @param seed of its mix
 * @param timeout of a call that is to be answered
 * @param rate calls a second that it makes at most; 0 for as many as it can
 */
record EndPlan(long seed, Duration timeout, int rate) {

    static EndPlan of(SoakPlan plan) {
        return new EndPlan(plan.seed(), plan.timeout(), plan.rate());
    }

    /** As an argument of a command. */
    String format() {
        return seed + "," + timeout.toMillis() + "," + rate;
    }

    static EndPlan parse(String text) {
        String[] parts = text.split(",");
        return new EndPlan(
                Long.parseLong(parts[0]), Duration.ofMillis(Long.parseLong(parts[1])), Integer.parseInt(parts[2]));
    }
}
