package io.perigee.bench.growth;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a client does: so many connections with so many calls in flight on each, to so many procedures in turn.
 *
 * @param inFlight on each connection
 * @param procedures how many are registered
 * @param called how many of them are called
 */
record Load(int connections, int inFlight, int procedures, int called) {
    /** For {@link #parse}. */
    List<String> args() {
        return Stream.of(connections, inFlight, procedures, called)
                .map(Object::toString)
                .toList();
    }

    static Load parse(String[] args, int from) {
        return new Load(
                Integer.parseInt(args[from]),
                Integer.parseInt(args[from + 1]),
                Integer.parseInt(args[from + 2]),
                Integer.parseInt(args[from + 3]));
    }

    /** The names of the first procedures, all of one length, so that their number alone makes the difference. */
    static String[] names(int count) {
        var names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = String.format("procedure-%06d", i);
        }
        return names;
    }
}
