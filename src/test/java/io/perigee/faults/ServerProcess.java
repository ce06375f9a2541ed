package io.perigee.faults;

import io.perigee.testing.Processes;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@link FaultyServer}, seen from here. */
final class ServerProcess implements AutoCloseable {
    private final Processes.Running process;
    private final PrintWriter commands;
    private final int port;

    ServerProcess(Duration timeout, Duration keepAlive, Duration frameTimeout) {
        process = Processes.java(
                Processes.javaHome(),
                List.of("-Xmx256m", "-Dio.netty.leakDetection.level=paranoid"),
                FaultyServer.class,
                timeout.toMillis(),
                keepAlive.toMillis(),
                frameTimeout.toMillis());
        commands = new PrintWriter(process.process().outputWriter(), true);
        port = Integer.parseInt(process.line().replace("listening ", ""));
    }

    int port() {
        return port;
    }

    Processes.Running process() {
        return process;
    }

    /**
     * What it has to show since the last time.
     *
     * @param isQuiet it is done with its peers, its calls, and what it runs for them
     */
    record Settled(boolean isQuiet, Ledger ledger) {}

    Settled settle() {
        List<String> lines = ask("settle");
        return new Settled(lines.get(0).equals("quiet"), Ledger.read(lines.subList(1, lines.size())));
    }

    /** Why connections ended since the last time, with how often. */
    List<String> reasons() {
        return ask("reasons");
    }

    private List<String> ask(String command) {
        commands.println(command);
        int count = Integer.parseInt(process.line());
        var lines = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            lines.add(process.line());
        }
        return lines;
    }

    @Override
    public void close() {
        process.close();
    }
}
