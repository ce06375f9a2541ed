package io.perigee.bench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.ServiceLoader;

/** All that can be measured: this library, the limits, and the peers that were compiled in. */
final class Contenders {
    static final String PERIGEE = "perigee";

    /** Frames of six bytes. */
    static final String LIMIT = "netty-echo";

    /** The frames that Perigee sends. */
    static final String FRAMES_LIMIT = "netty-echo-frames";

    private static final List<Contender> OWN = List.of(
            new NettyEcho(LIMIT, Mode.SMALL, mode -> new EmptyFrames()),
            new NettyEcho(FRAMES_LIMIT, Mode.SMALL_AND_BYTES, OpaqueFrames::of),
            new Perigee(PERIGEE, EnumSet.allOf(Mode.class), false),
            new Perigee("perigee-futures", EnumSet.of(Mode.ONE_THREAD, Mode.COMPLETION), true));

    private Contenders() {}

    static List<String> own() {
        return OWN.stream().map(Contender::name).toList();
    }

    /** Those of {@code --peers}; empty without. */
    static List<String> peers() {
        return names(ServiceLoader.load(Contender.class));
    }

    static Contender of(String name) {
        for (Contender contender : OWN) {
            if (contender.name().equals(name)) {
                return contender;
            }
        }
        for (Contender contender : ServiceLoader.load(Contender.class)) {
            if (contender.name().equals(name)) {
                return contender;
            }
        }
        var known = new ArrayList<>(own());
        known.addAll(peers());
        throw new IllegalArgumentException("contender: " + name + " (expected: one of " + known
                + (peers().isEmpty() ? "; others with --peers)" : ")"));
    }

    private static List<String> names(Iterable<Contender> contenders) {
        var names = new ArrayList<String>();
        contenders.forEach(contender -> names.add(contender.name()));
        return names;
    }
}
