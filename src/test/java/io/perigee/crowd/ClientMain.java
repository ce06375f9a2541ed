package io.perigee.crowd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.RpcOptions;
import io.perigee.RpcTarget;
import io.perigee.remote.RpcClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The process of the well-behaved client: {@code PORT JSON-PORT}. Each line of its input, a time in milliseconds, is a
 * round of calls at a steady pace; it answers with {@code CALLS FAILURES P50 P99 MAX}, the latter in microseconds.
 */
final class ClientMain {
    /** Paced: one that calls as fast as it can measures how much it can take from the others. */
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    /** After so many calls one is made over a connection of its own: newcomers are to be served as well. */
    private static final int NEWCOMER_EVERY = 100;

    private static final String TEXT = "y".repeat(1_000);

    private final RpcTarget binaryTarget;
    private final RpcTarget jsonTarget;
    private RpcClient binary;
    private RpcClient json;
    private int failures;

    private ClientMain(String port, String jsonPort) {
        binaryTarget = RpcTarget.parse("lua-rpc://127.0.0.1:" + port);
        jsonTarget = RpcTarget.parse("json+tcp://127.0.0.1:" + jsonPort);
    }

    public static void main(String[] args) throws Exception {
        var client = new ClientMain(args[0], args[1]);
        client.connect();
        System.out.println("begun");
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(client.round(Long.parseLong(line)));
        }
        System.exit(0);
    }

    private void connect() {
        var options = RpcOptions.builder().timeout(Duration.ofSeconds(10)).build();
        binary = binaryTarget.connect(options);
        json = jsonTarget.connect(options);
    }

    private String round(long millis) {
        var times = new ArrayList<Long>();
        failures = 0;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long next = System.nanoTime();
        for (int i = 0; System.nanoTime() - end < 0; i++) {
            while (System.nanoTime() - next < 0) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            // From when it was due: a call that is late because the one before it was slow is slow, too.
            long due = next;
            next += PACE_NANOS;
            if (call(i)) {
                times.add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due));
            } else {
                failures++;
            }
        }
        times.sort(null);
        return times.size() + " " + failures + " " + at(times, 0.5) + " " + at(times, 0.99) + " " + at(times, 1);
    }

    private static long at(List<Long> sorted, double part) {
        return sorted.isEmpty() ? -1 : sorted.get((int) Math.min(sorted.size() - 1L, (long) (part * sorted.size())));
    }

    private boolean call(int i) {
        try {
            if (i % NEWCOMER_EVERY == NEWCOMER_EVERY - 1) {
                try (var newcomer = binaryTarget.connect(RpcOptions.DEFAULT)) {
                    return newcomer.call("add", i, 1).asInt() == i + 1;
                }
            }
            return switch (i % 10) {
                case 7 -> TEXT.equals(binary.call("echo", TEXT).asString());
                case 8 -> "hello you".equals(binary.call("greet", "you").asString());
                case 9 -> json.call("add", i, 2).asInt() == i + 2;
                default -> binary.call("add", i, 3).asInt() == i + 3;
            };
        } catch (RuntimeException e) {
            System.err.println("the good client: " + e);
            return false;
        }
    }
}
