package io.perigee.crowd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tools/crowd}. */
@Command(
        name = "crowd",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs a server with 64 MiB of heap and 64 MiB of direct memory, thousands of hostile connections, and"
                        + " a client that wants to be served, and tells what became of them. Ends with 1 if the client has a"
                        + " failure, if the server takes more than 128 MiB or runs out of memory, or if the p99 of the client"
                        + " is more than three times what it is without the crowd.")
public final class CrowdMain implements Callable<Integer> {
    private static final double MOST_SLOWER = 3;

    @Option(names = "--connections", description = "Hostile ones. Default: ${DEFAULT-VALUE}.")
    private int connections = 5_000;

    @Option(names = "--minutes", description = "How long the crowd is there. Default: ${DEFAULT-VALUE}.")
    private double minutes = 3;

    @Option(names = "--alone", description = "Seconds that the client calls without it. Default: ${DEFAULT-VALUE}.")
    private int aloneSeconds = 30;

    @Option(
            names = "--attack",
            split = ",",
            description = "What they do, of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
            defaultValue = "SLOW_HEADER,HUGE_SIZE,DRIPPED_BODY,CALL_FLOOD")
    private List<Attack> attacks = List.of();

    @Option(names = "--all", description = "They do all of that, also what keeps procedures and threads busy.")
    private boolean all;

    @Option(names = "--frame-timeout", description = "Of the server, in milliseconds. Default: that of RpcOptions.")
    private long frameTimeoutMillis = 10_000;

    @Option(names = "--send-timeout", description = "Of the server, in milliseconds. Default: that of ServerLimits.")
    private long sendTimeoutMillis = 120_000;

    public static void main(String[] args) {
        System.exit(new CommandLine(new CrowdMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        var crowd = new Crowd(
                connections,
                Duration.ofSeconds(aloneSeconds),
                Duration.ofMillis(Math.round(minutes * 60_000)),
                frameTimeoutMillis,
                sendTimeoutMillis,
                all ? List.of() : attacks.stream().map(Attack::name).toList());
        try {
            Crowd.checkOpenFiles(connections);
        } catch (IllegalStateException e) {
            System.err.println("crowd: " + e.getMessage());
            return 2;
        }
        Crowd.Outcome outcome = crowd.run();
        print(outcome);
        var failures = new ArrayList<>(outcome.failures());
        if (outcome.loaded().p99() > MOST_SLOWER * outcome.unloaded().p99()) {
            failures.add("p99: " + outcome.loaded().p99() + " µs (expected: <= 3 x "
                    + outcome.unloaded().p99() + " µs)");
        }
        failures.forEach(failure -> System.out.println("FAILED: " + failure));
        System.out.println(failures.isEmpty() ? "crowd: all good" : "crowd: FAILED");
        return failures.isEmpty() ? 0 : 1;
    }

    private void print(Crowd.Outcome outcome) {
        print("the client alone", outcome.unloaded());
        print("beside " + connections + " hostile connections", outcome.loaded());
        Map<String, Long> server = outcome.server();
        System.out.printf(
                "the server at the most: heap %s, direct %s (%s of it by the JDK), both at a time %s, resident %s, %s connections%n",
                mebibytes(server, "heap"),
                mebibytes(server, "direct"),
                mebibytes(server, "pool"),
                mebibytes(server, "both"),
                mebibytes(server, "resident"),
                outcome.most());
        System.out.println("its log: " + outcome.log().size() + " lines");
        outcome.log().stream().limit(20).forEach(line -> System.out.println("    " + line));
        outcome.crowd()
                .forEach((attack, counts) -> System.out.println(
                        attack.title() + ": connected, ended " + counts + ": " + endings(outcome, attack.name())));
        System.out.println("limits reached: " + endings(outcome, "limit"));
        System.out.println("the client's: " + endings(outcome, "GOOD"));
    }

    private static void print(String who, Crowd.Round round) {
        System.out.printf(
                "%s: %d calls, %d failures, p50 %d µs, p99 %d µs (%s), most %d µs%n",
                who, round.calls(), round.failures(), round.p50(), round.p99(), round.kinds(), round.max());
    }

    private static String mebibytes(Map<String, Long> server, String what) {
        return String.format("%.1f MiB", server.getOrDefault(what, 0L) / (double) (1 << 20));
    }

    private static String endings(Crowd.Outcome outcome, String who) {
        var texts = new ArrayList<String>();
        outcome.endings().forEach((how, count) -> {
            if (how.startsWith(who + "/")) {
                texts.add(how.substring(who.length() + 1) + " " + count);
            }
        });
        return String.join(", ", texts);
    }
}
