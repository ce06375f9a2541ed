package io.perigee.chaos;

import java.time.Duration;

/**
 * Something that happens to a connection once exactly so many bytes have gone one way: those bytes arrive, the next one
 * does not, or not as it was.
 *
 * @param lasts how long a stall lasts; zero for good. Of no meaning to others
 */
public record Fault(Kind kind, long afterBytes, Duration lasts) {

    public enum Kind {
        /** Both ends see the end of the stream. */
        CLOSE("closed"),
        /** Both ends see a reset. */
        RESET("reset"),
        /** The receiver sees the end of the stream; the other direction goes on. */
        HALF_CLOSE("half-closed"),
        /** Nothing arrives any more, and nobody is told. */
        STALL("stalled"),
        /** One bit of the next byte is another. */
        FLIP("bit flipped");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public Fault {
        if (afterBytes < 0) {
            throw new IllegalArgumentException("afterBytes: " + afterBytes + " (expected: >= 0)");
        }
        if (lasts.isNegative()) {
            throw new IllegalArgumentException("lasts: " + lasts + " (expected: >= 0)");
        }
    }

    public static Fault of(Kind kind, long afterBytes) {
        return new Fault(kind, afterBytes, Duration.ZERO);
    }

    public static Fault stall(long afterBytes, Duration lasts) {
        return new Fault(Kind.STALL, afterBytes, lasts);
    }
}
