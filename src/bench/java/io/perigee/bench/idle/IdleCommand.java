package io.perigee.bench.idle;

import io.perigee.bench.Child;
import io.perigee.bench.Placement;
import io.perigee.bench.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench idle}. */
@Command(
        name = "idle",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the memory of idle connections at both ends: those that were never used, and those that"
                + " have carried one call.")
public final class IdleCommand implements Callable<Integer> {
    @Option(
            names = "--connections",
            split = ",",
            description = "How many; one run for each. Each takes a file descriptor at both ends. Default: 2000,8000.")
    private List<Integer> sizes = List.of(2_000, 8_000);

    @Option(
            names = "--classes",
            description = "How many classes to list, the largest first. Default: ${DEFAULT-VALUE}.")
    private int listedClasses = 10;

    @Option(names = "--jvm", paramLabel = "ARG", description = "One more argument for both JVMs; may be repeated.")
    private List<String> jvmArgs = List.of();

    @Option(names = "--csv", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path csv = Path.of("target", "bench-idle.csv");

    private final Rows table =
            new Rows("end", "state", "connections", "heap B each", "direct B each", "resident B each");

    @Override
    public Integer call() throws IOException {
        Memory server = new Memory(0, 0, java.util.Map.of());
        Memory client = server;
        int connections = 1;
        for (int size : sizes) {
            connections = size;
            try (var called = Child.start(IdleServer.class, Placement.FREE, jvmArgs, List.of(Integer.toString(size)));
                    var caller = Child.start(
                            IdleClient.class,
                            Placement.FREE,
                            jvmArgs,
                            List.of(called.readLine(), Integer.toString(size)))) {
                Memory clientBefore = Memory.parse(caller.ask("next"));
                Memory serverBefore = Memory.parse(called.ask("next"));
                client = Memory.parse(caller.ask("next")).since(clientBefore);
                server = Memory.parse(called.ask("next")).since(serverBefore);
                addRow("server", "never used", size, server);
                addRow("client", "never used", size, client);
                client = Memory.parse(caller.ask("next")).since(clientBefore);
                server = Memory.parse(called.ask("next")).since(serverBefore);
                addRow("server", "after one call", size, server);
                addRow("client", "after one call", size, client);
            }
        }
        table.print(System.out);
        table.write(csv);
        printLargest("server", server, connections);
        printLargest("client", client, connections);
        return 0;
    }

    private void addRow(String end, String state, int connections, Memory memory) {
        table.add(
                end,
                state,
                Integer.toString(connections),
                each(memory.heap(), connections),
                each(memory.direct(), connections),
                each(memory.resident(), connections));
    }

    /** Where the bytes of the heap are. */
    private void printLargest(String end, Memory memory, int connections) {
        var classes = new Rows(end + ", " + connections + " connections after one call", "objects each", "B each");
        memory.largest(listedClasses)
                .forEach(entry -> classes.add(
                        entry.getKey(),
                        Rows.number("%.2f", (double) entry.getValue().count() / connections),
                        each(entry.getValue().bytes(), connections)));
        System.out.println();
        classes.print(System.out);
    }

    private static String each(long bytes, int connections) {
        return Rows.number("%.0f", (double) bytes / connections);
    }
}
