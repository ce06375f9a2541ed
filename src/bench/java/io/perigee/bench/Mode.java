package io.perigee.bench;

import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How the calling program calls. */
enum Mode {
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
        Sample run(Contender.Client client, long nanos) {
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
            var ended = new Semaphore(0);
            var chains = new Chain[IN_FLIGHT];
            long start = System.nanoTime();
            for (int i = 0; i < IN_FLIGHT; i++) {
                chains[i] = new Chain(client, ended);
            }
            for (Chain chain : chains) {
                chain.next();
            }
            TimeUnit.NANOSECONDS.sleep(nanos);
            Chain.stop = true;
            ended.acquire(IN_FLIGHT);
            Chain.stop = false;
            long elapsed = System.nanoTime() - start;
            return new Sample(
                    Arrays.stream(chains).mapToLong(chain -> chain.calls).sum(), elapsed, 0, 0);
        }
    };

    static final int IN_FLIGHT = 256;

    /** Beyond what the JVM and the library keep ready as objects. */
    private static final int FIRST_ARGUMENT = 100_000;

    final String title;

    Mode(String title) {
        this.title = title;
    }

    abstract Sample run(Contender.Client client, long nanos) throws Exception;

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

        Chain(Contender.Client client, Semaphore ended) {
            this.flight = client.flight(this);
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
