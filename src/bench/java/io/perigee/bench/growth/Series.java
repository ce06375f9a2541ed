package io.perigee.bench.growth;

import java.util.List;

/** What grows, and how far; everything else stays as it is. */
enum Series {
    /** Each connection has the same to do, so that more of them share the work of one loop and nothing else. */
    CONNECTIONS("connections, 32 calls in flight on each", 1, 8, 64) {
        @Override
        Load load(int size) {
            return new Load(size, 32, FEW, FEW);
        }
    },

    IN_FLIGHT("calls in flight, on one connection", 1, 4, 16, 64, 256) {
        @Override
        Load load(int size) {
            return new Load(1, size, FEW, FEW);
        }
    },

    PROCEDURES("registered procedures, ten of them called, 256 in flight", 10, 1_000, 100_000) {
        @Override
        Load load(int size) {
            return new Load(1, 256, size, FEW);
        }
    },

    /** Neither end finds a name where it was a moment ago: this measures the caches of the core, too. */
    CALLED_PROCEDURES("registered procedures, each called in turn, 256 in flight", 10, 1_000, 10_000, 100_000) {
        @Override
        Load load(int size) {
            return new Load(1, 256, size, size);
        }
    };

    private static final int FEW = 10;

    final String title;

    /** Of {@code List.of}, which is immutable though its type does not say so. */
    @SuppressWarnings("ImmutableEnumChecker")
    final List<Integer> sizes;

    Series(String title, Integer... sizes) {
        this.title = title;
        this.sizes = List.of(sizes);
    }

    abstract Load load(int size);
}
