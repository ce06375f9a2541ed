package io.perigee.bench.start;

import io.perigee.RpcOptions;
import io.perigee.RpcPeer;
import io.perigee.bench.Medians;
import io.perigee.bench.Rows;
import io.perigee.procedure.Procedures;
import io.perigee.transport.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code bench start}. */
@CommandLine.Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the wall time of tools/perigee call against a running server.")
public final class StartCommand implements Callable<Integer> {
    @Option(names = "--runs", description = "How many runs of each. Default: ${DEFAULT-VALUE}.")
    private int runs = 20;

    @Option(names = "--csv", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path csv = Path.of("target", "bench-start.csv");

    @Override
    public Integer call() throws IOException, InterruptedException {
        var procedures = new Procedures()
                .addNonBlocking("add", call -> call.arg(0).asInt() + call.arg(1).asInt());
        var options = RpcOptions.builder().procedures(procedures).build();
        var table = new Rows("command", "JDK", "runs", "median ms", "fastest ms", "slowest ms");
        try (var server = RpcPeer.newServerOnly("127.0.0.1", 0, options)) {
            var commands = List.of(Command.nothing(), Command.perigee(((Address.Tcp) server.address()).port()));
            measure(commands)
                    .forEach((command, millis) -> table.add(
                            command.title(),
                            Integer.toString(Runtime.version().feature()),
                            Integer.toString(runs),
                            Rows.number("%.0f", Medians.of(millis)),
                            Rows.number("%.0f", Collections.min(millis)),
                            Rows.number("%.0f", Collections.max(millis))));
        }
        table.print(System.out);
        table.write(csv);
        return 0;
    }

    /** They take turns. The first run of each does not count: the command may have to be built, its files to be read. */
    private Map<Command, List<Double>> measure(List<Command> commands) throws IOException, InterruptedException {
        var millis = new LinkedHashMap<Command, List<Double>>();
        for (Command command : commands) {
            command.runMillis();
            millis.put(command, new ArrayList<>());
        }
        for (int run = 0; run < runs; run++) {
            for (var entry : millis.entrySet()) {
                entry.getValue().add(entry.getKey().runMillis());
            }
        }
        return millis;
    }
}
