package io.perigee.crowd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.perigee.RpcOptions;
import io.perigee.RpcTarget;
import io.perigee.remote.RpcClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The process of the well-behaved client: {@code PORT JSON-PORT}. Each line of its input, a time in milliseconds, is a
 * round of calls at a steady pace; it answers with {@code CALLS FAILURES P50 P99 MAX KIND=P99…}, times in microseconds.
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

    private enum Kind {
        NUMBERS,

        TEXT,

        /** Of a procedure that may block. */
        POOL,

        JSON,

        /** Over a connection that is made for it. */
        NEWCOMER;

        String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

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
        var timesOf = new EnumMap<Kind, List<Long>>(Kind.class);
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
            Kind kind = kind(i);
            if (call(kind, i)) {
                long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due);
                times.add(micros);
                timesOf.computeIfAbsent(kind, first -> new ArrayList<>()).add(micros);
            } else {
                failures++;
            }
        }
        return times.size() + " " + failures + " " + at(times, 0.5) + " " + at(times, 0.99) + " " + at(times, 1)
                + timesOf.entrySet().stream()
                        .map(of -> " " + of.getKey().title() + "=" + at(of.getValue(), 0.99))
                        .collect(joining());
    }

    private static long at(List<Long> times, double part) {
        times.sort(null);
        return times.isEmpty() ? -1 : times.get((int) Math.min(times.size() - 1L, (long) (part * times.size())));
    }

    private static Kind kind(int i) {
        if (i % NEWCOMER_EVERY == NEWCOMER_EVERY - 1) {
            return Kind.NEWCOMER;
        }
        return switch (i % 10) {
            case 7 -> Kind.TEXT;
            case 8 -> Kind.POOL;
            case 9 -> Kind.JSON;
            default -> Kind.NUMBERS;
        };
    }

    private boolean call(Kind kind, int i) {
        try {
            return switch (kind) {
                case NUMBERS -> binary.call("add", i, 3).asInt() == i + 3;
                case TEXT -> TEXT.equals(binary.call("echo", TEXT).asString());
                case POOL -> "hello you".equals(binary.call("greet", "you").asString());
                case JSON -> json.call("add", i, 2).asInt() == i + 2;
                case NEWCOMER -> {
                    try (var newcomer = binaryTarget.connect(RpcOptions.DEFAULT)) {
                        yield newcomer.call("add", i, 1).asInt() == i + 1;
                    }
                }
            };
        } catch (RuntimeException e) {
            System.err.println("the good client: " + e);
            return false;
        }
    }
}
