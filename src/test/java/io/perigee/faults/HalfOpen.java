package io.perigee.faults;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.transport.Address;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * To be run in a network namespace of its own: connects to a server in another process, drops every packet from some
 * moment on, and prints for each end after how many milliseconds it knew, and why, and how the calls ended.
 */
final class HalfOpen {
    private static final int CALLS = 50;

    private HalfOpen() {}

    public static void main(String[] args) throws Exception {
        var interval = Duration.ofMillis(Long.parseLong(args[0]));
        var ledger = new Ledger();
        var options = RpcOptions.builder()
                .procedures(new NonceProcedures(ledger).procedures())
                .timeout(Duration.ZERO)
                .keepAlive(interval)
                .build();
        try (var server = new ServerProcess(Duration.ZERO, interval, Duration.ZERO);
                var client = RpcPeer.newClient(Address.of("127.0.0.1", server.port()), options)) {
            var calls = new CompletableFuture<?>[CALLS];
            for (int i = 0; i < CALLS; i++) {
                calls[i] = NonceProcedures.begin(client, "sleep", i, ledger, 100_000);
            }
            client.call("echo", CALLS);
            // What a peer knows counts from the last frame that it heard: the drop comes somewhat later.
            TimeUnit.NANOSECONDS.sleep(interval.toNanos() / 5);
            run("tc", "qdisc", "replace", "dev", "lo", "root", "blackhole");
            long droppedNanos = System.nanoTime();

            var atServer = CompletableFuture.supplyAsync(() -> {
                List<String> reasons = server.reasons();
                while (reasons.isEmpty()) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                    reasons = server.reasons();
                }
                return since(droppedNanos) + " " + reasons.get(0);
            });
            String reason = client.closed().get();
            System.out.println("client " + since(droppedNanos) + " 1 " + reason);
            System.out.println("server " + atServer.get());
            CompletableFuture.allOf(calls).get();
            System.out.println("calls " + Ledger.ends(ledger));
        }
        System.exit(0);
    }

    private static long since(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static void run(String... command) throws Exception {
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": exit code " + code);
        }
    }
}
