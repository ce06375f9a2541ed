package io.perigee.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Has a Java server, a Java client and a peer in Lua call each other with a mix of everything, time-outs"
                        + " and cut connections among it, and looks at what they hold: exits with 1 unless every call ended as it"
                        + " should and nothing has grown.")
final class Soak implements Callable<Integer> {
    /** How many samples there are, more or less. */
    private static final int SAMPLES = 60;

    private static final long LEAST_SECONDS_BETWEEN = 5;

    @Option(names = "--minutes", required = true, description = "How long, after a warm-up of a fifth of it.")
    private double minutes;

    @Option(names = "--seed", description = "Of the mix. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--lua", description = "The interpreter, with LuaSocket; none without. Default: ${DEFAULT-VALUE}.")
    private String lua = "lua5.1";

    @Option(
            names = "--rate",
            paramLabel = "CALLS",
            description = "A second, of each process; 0 for as many as it can. Default: ${DEFAULT-VALUE}.")
    private int rate = 1000;

    @Option(names = "--csv", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path csv = Path.of("target", "soak.csv");

    @Option(
            names = "--rest",
            paramLabel = "SECONDS",
            description = "Before the first and the last sample: pools end idle threads in a minute. Default:"
                    + " ${DEFAULT-VALUE}.")
    private long restSeconds = 65;

    @Option(
            names = "--sabotage",
            paramLabel = "WHAT",
            description =
                    "Has the server do something wrong now and then, to see that it is noticed: answer, lost, heap,"
                            + " buffer, thread, socket, or several of them.")
    private String sabotage = "";

    public static void main(String[] args) {
        System.exit(new CommandLine(new Soak()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        long seconds = Math.max(10, Math.round(minutes * 60));
        var plan = new SoakPlan(
                Duration.ofSeconds(Math.min(120, Math.max(5, seconds / 5))),
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(Math.max(LEAST_SECONDS_BETWEEN, seconds / SAMPLES)),
                Duration.ofSeconds(restSeconds),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                Duration.ofSeconds(30),
                rate,
                seed,
                lua,
                sabotage,
                csv);
        boolean holds = SoakRun.run(plan, System.out).print(System.out);
        System.out.println("samples: " + csv);
        return holds ? 0 : 1;
    }
}
