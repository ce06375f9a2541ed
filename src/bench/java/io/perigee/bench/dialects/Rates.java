package io.perigee.bench.dialects;

import io.perigee.bench.Medians;
import java.util.List;

/**
 * Calls per second.
 *
 * @param waiting one at a time
 * @param inFlight many at once; NaN if there can only be one
 */
record Rates(double waiting, double inFlight) {
    /** For {@link #parse}. */
    String line() {
        return waiting + " " + inFlight;
    }

    static Rates parse(String line) {
        int space = line.indexOf(' ');
        return new Rates(Double.parseDouble(line.substring(0, space)), Double.parseDouble(line.substring(space + 1)));
    }

    static Rates medians(List<Rates> rounds) {
        return new Rates(
                Medians.of(rounds.stream().map(Rates::waiting).toList()),
                Medians.of(rounds.stream().map(Rates::inFlight).toList()));
    }
}
