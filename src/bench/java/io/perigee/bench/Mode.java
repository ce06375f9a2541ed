package io.perigee.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What is called, and how the calling program calls. */
public enum Mode {
    /** One thread calls and waits for the answer. */
    BLOCKING("one at a time") {
        @Override
        Sample run(Contender.Client client, long nanos) throws Exception {
            var latencies = new Latencies();
            int argument = FIRST_ARGUMENT;
            long start = System.nanoTime();
            long before = start;
            long calls = 0;
            while (before - start < nanos) {
                argument++;
                if (client.call(argument, argument) != 2 * argument) {
                    throw new IllegalStateException("wrong sum");
                }
                long after = System.nanoTime();
                latencies.add(after - before);
                before = after;
                calls++;
            }
            return new Sample(calls, before - start, latencies.quantile(0.5), latencies.quantile(0.99));
        }
    },

    /** One thread calls as long as fewer than 256 calls are open. */
    ONE_THREAD("256 in flight, one thread") {
        @Override
        Sample run(Contender.Client client, long nanos) throws Exception {
            var permits = new Semaphore(IN_FLIGHT);
            var flight = client.flight(permits::release);
            int argument = FIRST_ARGUMENT;
            long calls = 0;
            long start = System.nanoTime();
            while (System.nanoTime() - start < nanos) {
                for (int i = 0; i < IN_FLIGHT; i++) {
                    permits.acquireUninterruptibly();
                    argument++;
                    flight.start(argument, argument);
                }
                calls += IN_FLIGHT;
            }
            permits.acquireUninterruptibly(IN_FLIGHT);
            return new Sample(calls, System.nanoTime() - start, 0, 0);
        }
    },

    /** 256 calls are open; the answer to one begins the next. */
    COMPLETION("256 in flight, from the completion") {
        @Override
        Sample run(Contender.Client client, long nanos) throws Exception {
            return fromCompletions(IN_FLIGHT, client::flight, nanos);
        }
    },

    /** Strings that go there and come back, 32 at a time. */
    BYTES("16 KiB strings, 32 in flight") {
        @Override
        Sample run(Contender.Client client, long nanos) throws Exception {
            var payload = new byte[Payloads.BYTES];
            new Random(1).nextBytes(payload);
            return fromCompletions(BYTES_IN_FLIGHT, onAnswer -> client.echoes(payload, onAnswer), nanos);
        }
    },

    /** As {@link #COMPLETION}, but the callee must take it that the procedure may block. */
    DEFAULT_HANDLERS("default handlers, 256 in flight") {
        @Override
        Sample run(Contender.Client client, long nanos) throws Exception {
            return COMPLETION.run(client, nanos);
        }
    },

    /** As {@link #DEFAULT_HANDLERS}, on a JDK that has virtual threads. */
    VIRTUAL_THREADS("virtual threads, 256 in flight") {
        @Override
        Sample run(Contender.Client client, long nanos) throws Exception {
            return COMPLETION.run(client, nanos);
        }
    };

    /** Calls that add, of a procedure that does not block. */
    static final Set<Mode> SMALL = EnumSet.of(BLOCKING, ONE_THREAD, COMPLETION);

    public static final Set<Mode> SMALL_AND_BYTES = EnumSet.of(BLOCKING, ONE_THREAD, COMPLETION, BYTES);

    /** Of procedures that may block. */
    public static final Set<Mode> DEFAULTS = EnumSet.of(DEFAULT_HANDLERS, VIRTUAL_THREADS);

    public static final int IN_FLIGHT = 256;
    public static final int BYTES_IN_FLIGHT = 32;

    /** Beyond what the JVM and the library keep ready as objects. */
    private static final int FIRST_ARGUMENT = 100_000;

    final String title;

    Mode(String title) {
        this.title = title;
    }

    abstract Sample run(Contender.Client client, long nanos) throws Exception;

    /** What one unit of the rate is: a call, or a million bytes of payload, counted once in each direction. */
    double unitsPerCall() {
        return this == BYTES ? 2.0 * Payloads.BYTES / 1e6 : 1;
    }

    String unit() {
        return this == BYTES ? "MB/s" : "calls/s";
    }

    private static Sample fromCompletions(int inFlight, FlightFactory flights, long nanos) throws Exception {
        var ended = new Semaphore(0);
        var chains = new Chain[inFlight];
        for (int i = 0; i < inFlight; i++) {
            chains[i] = new Chain(flights, ended);
        }
        long start = System.nanoTime();
        for (Chain chain : chains) {
            chain.next();
        }
        TimeUnit.NANOSECONDS.sleep(nanos);
        Chain.stop = true;
        ended.acquire(inFlight);
        Chain.stop = false;
        long elapsed = System.nanoTime() - start;
        return new Sample(Arrays.stream(chains).mapToLong(chain -> chain.calls).sum(), elapsed, 0, 0);
    }

    private interface FlightFactory {
        Contender.Flight flight(Runnable onAnswer) throws Exception;
    }

    /**
     * @param p50Nanos 0 if not measured
     */
    record Sample(long calls, long nanos, long p50Nanos, long p99Nanos) {

        /** For {@link #parse}. */
        String format() {
            return calls + " " + nanos + " " + p50Nanos + " " + p99Nanos;
        }

        static Sample parse(String text) {
            long[] parts =
                    Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
            return new Sample(parts[0], parts[1], parts[2], parts[3]);
        }
    }

    /** Calls of which each is made when the one before was answered. */
    private static final class Chain implements Runnable {
        static volatile boolean stop;

        private final Contender.Flight flight;
        private final Semaphore ended;
        private int argument = FIRST_ARGUMENT;
        long calls;

        Chain(FlightFactory flights, Semaphore ended) throws Exception {
            this.flight = flights.flight(this);
            this.ended = ended;
        }

        void next() {
            argument++;
            flight.start(argument, argument);
        }

        @Override
        public void run() {
            calls++;
            if (stop) {
                ended.release();
            } else {
                next();
            }
        }
    }
}
