package io.perigee.transport;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one event loop that had more to say than fits into a turn, in line for the next. A few at a time are
 * let go on, and between those few the loop looks for what came from all others: whoever asks little waits for a slice of
 * what the floods bring, not for a round of them all.
 */
final class TurnLine {
    /** What those bring together that go on at a time: about a millisecond of small calls. */
    static final int SLICE_BYTES = 1 << 14;

    private static final FastThreadLocal<TurnLine> OF_THREADS = new FastThreadLocal<>() {
        @Override
        protected TurnLine initialValue() {
            return new TurnLine();
        }
    };

    private final ArrayDeque<Reading> line = new ArrayDeque<>();
    private boolean scheduled;

    static TurnLine ofThisThread() {
        return OF_THREADS.get();
    }

    void add(Reading reading) {
        line.add(reading);
        schedule(reading);
    }

    /** By the timer, which is looked at once in each round of the loop; tasks would run until there are none left. */
    private void schedule(Reading any) {
        if (!scheduled) {
            scheduled = true;
            any.channel().eventLoop().schedule(this::proceed, 0, TimeUnit.NANOSECONDS);
        }
    }

    private void proceed() {
        scheduled = false;
        int bytes = 0;
        try {
            while (bytes < SLICE_BYTES && !line.isEmpty()) {
                bytes += line.remove().takeTurn();
            }
        } finally {
            Reading left = line.peek();
            if (left != null) {
                schedule(left);
            }
        }
    }
}
