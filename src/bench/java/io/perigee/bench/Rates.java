package io.perigee.bench;

import java.util.List;

/**
 * Calls per second.
 *
 * @param waiting one at a time
 * @param inFlight many at once; NaN if there can only be one
 */
public record Rates(double waiting, double inFlight) {
    /** For {@link #parse}. */
    public String line() {
        return waiting + " " + inFlight;
    }

    public static Rates parse(String line) {
        int space = line.indexOf(' ');
        return new Rates(Double.parseDouble(line.substring(0, space)), Double.parseDouble(line.substring(space + 1)));
    }

    /** How long a call takes, one at a time. */
    public double micros() {
        return 1e6 / waiting;
    }

    public static Rates medians(List<Rates> rounds) {
        return new Rates(
                Medians.of(rounds.stream().map(Rates::waiting).toList()),
                Medians.of(rounds.stream().map(Rates::inFlight).toList()));
    }
}
