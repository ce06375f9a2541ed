package io.perigee.crowd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.UnixOperatingSystemMXBean;
import io.perigee.observe.Limit;
import io.perigee.testing.Processes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Runs a server of little memory, a crowd that means it ill, and a client that does not, each in a process of its own.
 *
 * <p>{@code tools/crowd} is the long instance, a test the short one.
 */
public final class Crowd {
    /** Those of a JVM itself, and of the client. */
    private static final int OTHER_FILES = 200;

    static final List<String> SERVER_MEMORY = List.of("-Xmx64m", "-XX:MaxDirectMemorySize=64m");

    private static final Set<String> LIMITS =
            Arrays.stream(Limit.values()).map(Limit::code).collect(Collectors.toSet());

    private final Duration alone;
    private final Duration beside;
    private final int connections;
    private final long frameTimeoutMillis;
    private final long sendTimeoutMillis;
    private final List<String> attacks;

    /**
     * @param alone how long the client calls before the crowd comes
     * @param beside how long it does then
     * @param attacks the names of those that there are; all if empty
     */
    Crowd(
            int connections,
            Duration alone,
            Duration beside,
            long frameTimeoutMillis,
            long sendTimeoutMillis,
            List<String> attacks) {
        this.connections = connections;
        this.alone = alone;
        this.beside = beside;
        this.frameTimeoutMillis = frameTimeoutMillis;
        this.sendTimeoutMillis = sendTimeoutMillis;
        this.attacks = attacks;
    }

    /**
     * What a round of the client came to; times in microseconds.
     *
     * @param kinds the p99 of each kind of call, as text
     */
    record Round(int calls, int failures, long p50, long p99, long max, String kinds) {
        static Round parse(String line) {
            String[] parts = line.split(" ", 6);
            return new Round(
                    Integer.parseInt(parts[0]),
                    Integer.parseInt(parts[1]),
                    Long.parseLong(parts[2]),
                    Long.parseLong(parts[3]),
                    Long.parseLong(parts[4]),
                    parts[5]);
        }
    }

    /**
     * What all came to.
     *
     * @param server what it measured, in bytes
     * @param endings how many connections ended how, by {@code WHO/HOW}
     * @param log what the server wrote there
     */
    record Outcome(
            Round unloaded,
            Round loaded,
            Map<String, Long> server,
            Map<String, Long> endings,
            Map<Attack, String> crowd,
            String most,
            List<String> log) {
        /** Everything that must not be, one a line; times are not looked at. */
        List<String> failures() {
            var failures = new ArrayList<String>();
            if (unloaded.failures() + loaded.failures() > 0) {
                failures.add("the client: " + (unloaded.failures() + loaded.failures()) + " calls failed");
            }
            if (loaded.calls() == 0) {
                failures.add("the client: no call was answered");
            }
            if (server.getOrDefault("both", Long.MAX_VALUE) > 128L << 20) {
                failures.add("memory: " + server.get("both") + " (expected: <= 128 MiB)");
            }
            endings.keySet().stream()
                    .filter(how -> how.startsWith("GOOD/") && LIMITS.contains(how.substring(5)))
                    .forEach(how -> failures.add("the client was taken for one of the crowd: " + how.substring(5)));
            log.stream().filter(line -> line.contains("OutOf")).forEach(line -> failures.add("the server: " + line));
            endings.keySet().stream()
                    .filter(how -> how.contains("OutOf"))
                    .forEach(how -> failures.add("the server: " + how));
            return failures;
        }
    }

    /**
     * Tells clearly if there can be no such crowd: each connection takes an open file at both ends, and each end is a
     * process. The JVM has raised its limit as far as it may.
     */
    static void checkOpenFiles(int connections) {
        long most = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getMaxFileDescriptorCount();
        long needed = (long) connections + OTHER_FILES;
        if (most < needed) {
            throw new IllegalStateException("open files: " + most + " (expected: >= " + needed + " for " + connections
                    + " connections; raise the hard limit, as with ulimit -Hn, or take --connections "
                    + Math.max(0, most - OTHER_FILES) + ")");
        }
    }

    Outcome run() throws IOException {
        checkOpenFiles(connections);
        var log = Files.createTempFile("crowd-server", ".log");
        var options = new ArrayList<>(SERVER_MEMORY);
        options.add("-XX:+ExitOnOutOfMemoryError");
        options.add("-Dorg.slf4j.simpleLogger.logFile=" + log);
        try (var server = Processes.java(
                Processes.javaHome(), options, ServerMain.class, frameTimeoutMillis, sendTimeoutMillis)) {
            String[] ports = server.line().split(" ");
            try (var client = Processes.java(Processes.javaHome(), List.of(), ClientMain.class, ports[0], ports[1])) {
                client.line();
                round(client, Duration.ofSeconds(2));
                Round unloaded = round(client, alone);
                var args = new ArrayList<Object>(List.of(ports[0], ports[1], connections));
                args.addAll(attacks);
                // It stands for other machines, and is not to take the processor from the server by working hard.
                try (var crowd = Processes.java(
                        List.of("nice", "-n", "19"),
                        Processes.javaHome(),
                        List.of("-Xmx512m"),
                        AttackersMain.class,
                        args.toArray())) {
                    crowd.line();
                    Round loaded = round(client, beside);
                    var attackers = new TreeMap<Attack, String>();
                    crowd.process().getOutputStream().write('\n');
                    crowd.process().getOutputStream().flush();
                    for (String line = crowd.line(); !line.equals("done"); line = crowd.line()) {
                        String[] parts = line.split(" ", 2);
                        attackers.put(Attack.valueOf(parts[0]), parts[1]);
                    }
                    return finish(server, unloaded, loaded, attackers, log);
                }
            }
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private static Round round(Processes.Running client, Duration time) throws IOException {
        client.process().getOutputStream().write((time.toMillis() + "\n").getBytes(UTF_8));
        client.process().getOutputStream().flush();
        return Round.parse(client.line());
    }

    private static Outcome finish(
            Processes.Running server, Round unloaded, Round loaded, Map<Attack, String> crowd, Path log)
            throws IOException {
        server.process().getOutputStream().close();
        var measured = new TreeMap<String, Long>();
        var endings = new TreeMap<String, Long>();
        String most = "";
        for (String line = server.line(); !line.equals("done"); line = server.line()) {
            String[] parts = line.split(" ");
            if (parts[0].equals("count")) {
                endings.put(parts[1], Long.parseLong(parts[2]));
            } else if (parts[0].equals("connections")) {
                most = parts[parts.length - 1];
            } else {
                measured.put(parts[0], Long.parseLong(parts[1]));
            }
        }
        return new Outcome(unloaded, loaded, measured, endings, crowd, most, Files.readAllLines(log));
    }
}
