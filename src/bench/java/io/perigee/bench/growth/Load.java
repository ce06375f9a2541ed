package io.perigee.bench.growth;

import java.util.List;

/**
 * What a client does: so many connections with so many calls in flight on each, to so many procedures in turn.
 *
 * @param inFlight on each connection
 */
record Load(int connections, int inFlight, int procedures) {
    /** For {@link #parse}. */
    List<String> args() {
        return List.of(Integer.toString(connections), Integer.toString(inFlight), Integer.toString(procedures));
    }

    static Load parse(String[] args, int from) {
        return new Load(
                Integer.parseInt(args[from]), Integer.parseInt(args[from + 1]), Integer.parseInt(args[from + 2]));
    }

    /** The names of the procedures, all of one length, so that their number alone makes the difference. */
    String[] names() {
        var names = new String[procedures];
        for (int i = 0; i < procedures; i++) {
            names[i] = String.format("procedure-%06d", i);
        }
        return names;
    }
}
