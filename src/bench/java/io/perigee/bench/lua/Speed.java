package io.perigee.bench.lua;

import io.perigee.bench.Medians;
import java.util.List;

/**
 * How fast an operation is.
 *
 * @param micros for a call, one at a time
 * @param rate calls per second, many in flight
 */
record Speed(double micros, double rate) {
    /** For {@link #parse}. */
    String line() {
        return micros + " " + rate;
    }

    static Speed parse(String line) {
        int space = line.indexOf(' ');
        return new Speed(Double.parseDouble(line.substring(0, space)), Double.parseDouble(line.substring(space + 1)));
    }

    static Speed medians(List<Speed> rounds) {
        return new Speed(
                Medians.of(rounds.stream().map(Speed::micros).toList()),
                Medians.of(rounds.stream().map(Speed::rate).toList()));
    }
}
