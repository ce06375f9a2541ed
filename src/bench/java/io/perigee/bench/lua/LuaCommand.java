package io.perigee.bench.lua;

import io.perigee.bench.Child;
import io.perigee.bench.Placement;
import io.perigee.bench.Rates;
import io.perigee.bench.Rounds;
import io.perigee.bench.Rows;
import io.perigee.lua.engine.LuaEngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench lua}. */
@Command(
        name = "lua",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures eval, calls of a Lua global and runs of an uploaded function, on hosted engines of Lua"
                + " and on an interpreter with tools/lua/rpc.lua.")
public final class LuaCommand implements Callable<Integer> {
    @Mixin
    private final Rounds rounds = new Rounds(5, 2000, 1000);

    @Option(names = "--in-flight", paramLabel = "CALLS", description = "Default: ${DEFAULT-VALUE}.")
    private int inFlight = 64;

    @Option(
            names = "--engines",
            split = ",",
            description = "Of lua51, lua54, luajit, and the same with -isolated. Default: lua51,lua51-isolated.")
    private List<String> engines = List.of("lua51", "lua51-isolated");

    @Option(names = "--interpreter", description = "What ratios are to. Default: ${DEFAULT-VALUE}.")
    private String interpreter = "lua5.1";

    @Option(names = "--cores", description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Placement placement = Placement.FREE;

    @Option(names = "--csv", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path csv = Path.of("target", "bench-lua.csv");

    @Override
    public Integer call() throws IOException, InterruptedException {
        var callees = new ArrayList<Callee>();
        try {
            callees.add(Callee.interpreter(interpreter));
            engines.forEach(engine -> callees.add(Callee.host(engine)));
        } catch (IllegalArgumentException | LuaEngineException e) {
            System.err.println("bench: " + e.getMessage());
            return 2;
        }
        System.out.printf(
                "All processes %s; ratios are to the %s%n",
                placement.title, callees.get(0).title());
        var all = new Rows("operation", "callee", "us", "us ratio", "calls/s", "calls/s ratio");
        measure(callees).forEach((operation, speeds) -> {
            System.out.println();
            table(operation, speeds, all).print(System.out);
        });
        all.write(csv);
        return 0;
    }

    /** The figures of all rounds, in which the callees take turns, each in a fresh process. */
    private Map<Operation, Map<Callee, List<Rates>>> measure(List<Callee> callees) throws IOException {
        var speeds = new EnumMap<Operation, Map<Callee, List<Rates>>>(Operation.class);
        for (int round = 0; round < rounds.count(); round++) {
            for (Callee callee : callees) {
                try (var server = callee.start().on(placement);
                        var client = startClient(server.readLine())) {
                    for (Operation operation : Operation.values()) {
                        speeds.computeIfAbsent(operation, o -> new LinkedHashMap<>())
                                .computeIfAbsent(callee, c -> new ArrayList<>())
                                .add(Rates.parse(client.readLine()));
                    }
                }
            }
        }
        return speeds;
    }

    private Child startClient(String port) throws IOException {
        var args = List.of(
                port,
                Integer.toString(rounds.warmUpMillis()),
                Integer.toString(rounds.measureMillis()),
                Integer.toString(inFlight));
        return Child.start(LuaClient.class, placement, List.of("-Xms256m", "-Xmx256m"), args);
    }

    /** The table of one operation, whose rows are also added to those of all. */
    private Rows table(Operation operation, Map<Callee, List<Rates>> speeds, Rows all) {
        String rateTitle = "calls/s, " + inFlight + " in flight";
        var table = new Rows(operation.title, "µs, one at a time", "ratio", rateTitle, "ratio");
        // The interpreter is the first.
        var base = Rates.medians(speeds.values().iterator().next());
        speeds.forEach((callee, figures) -> {
            var speed = Rates.medians(figures);
            String micros = Rows.number("%.1f", speed.micros());
            String microsRatio = Rows.number("%.2f", speed.micros() / base.micros());
            String rateRatio = Rows.number("%.2f", speed.inFlight() / base.inFlight());
            table.add(callee.title(), micros, microsRatio, Rows.number("%,.0f", speed.inFlight()), rateRatio);
            all.add(
                    operation.name(),
                    callee.title(),
                    micros,
                    microsRatio,
                    Rows.number("%.0f", speed.inFlight()),
                    rateRatio);
        });
        return table;
    }
}
