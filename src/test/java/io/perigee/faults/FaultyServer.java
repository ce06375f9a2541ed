package io.perigee.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.RpcServer;
import io.perigee.transport.Address;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A server in a process of its own, which gives its books out over its standard output, where no fault comes.
 *
 * <p>Its arguments are the time-out of its calls, the interval of its keep-alive and the time that a frame may take, in
 * milliseconds; 0 is none. Prints {@code listening PORT}. Answers the line {@code settle} when all its peers are gone and
 * all its calls have ended: with {@code quiet}, or {@code hung} if that takes too long, and its ledger, of which it begins
 * a new one; the line {@code reasons} with why connections ended. Ends with its input.
 */
final class FaultyServer {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Ledger ledger = new Ledger();
    private final CountedReasons reasons = new CountedReasons();
    private final NonceProcedures procedures = new NonceProcedures(ledger);
    private final RpcServer server;

    private FaultyServer(long timeoutMillis, long keepAliveMillis, long frameTimeoutMillis) {
        var options = RpcOptions.builder()
                .procedures(procedures.procedures())
                .listener(reasons)
                .timeout(Duration.ofMillis(timeoutMillis))
                .keepAlive(Duration.ofMillis(keepAliveMillis))
                .frameTimeout(Duration.ofMillis(frameTimeoutMillis))
                .build();
        server = RpcPeer.newServerOnly("127.0.0.1", 0, options);
    }

    public static void main(String[] args) throws Exception {
        var self = new FaultyServer(Long.parseLong(args[0]), Long.parseLong(args[1]), Long.parseLong(args[2]));
        System.out.println("listening " + ((Address.Tcp) self.server.address()).port());
        var commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            List<String> answer = command.equals("settle") ? self.settle() : self.reasons();
            System.out.println(answer.size());
            answer.forEach(System.out::println);
        }
        System.exit(0);
    }

    private List<String> settle() throws InterruptedException {
        boolean quiet =
                holdsInTime(() -> server.peers().isEmpty() && procedures.running() == 0 && !ledger.hasOpenCalls());
        List<String> lines = ledger.take().write();
        lines.add(0, quiet ? "quiet" : "hung");
        return lines;
    }

    private List<String> reasons() {
        return reasons.take().entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .toList();
    }

    static boolean holdsInTime(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return true;
    }
}
