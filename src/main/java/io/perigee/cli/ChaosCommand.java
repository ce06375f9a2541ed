package io.perigee.cli;

import io.perigee.chaos.ChaosObserver;
import io.perigee.chaos.ChaosProxy;
import io.perigee.chaos.Direction;
import io.perigee.chaos.Fault;
import io.perigee.chaos.FaultPlan;
import io.perigee.transport.Address;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code perigee chaos}. */
@Command(
        name = "chaos",
        header = "Stands between clients and a server of any protocol, and injects faults.",
        footer = {
            "  perigee chaos --listen :2000 --to :1999 --slice 1 --latency 50ms",
            "  perigee chaos --listen :2000 --to :1999 --reset-after 0-500 --seed 7",
            "  perigee chaos --listen :2000 --to db:5432 --stall-after 1k --stall-for 9s",
            "",
            "BYTES are counted from the beginning of a connection, in each disturbed direction for itself. Given as 10-200"
                    + " they are drawn for each connection.",
        })
final class ChaosCommand extends Subcommand {
    @Option(
            names = "--listen",
            required = true,
            paramLabel = "HOST:PORT",
            converter = AddressConverter.class,
            description = "Where clients connect to, or unix:PATH. Port 0 takes a free one.")
    private @Nullable Address listen;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "HOST:PORT",
            converter = AddressConverter.class,
            description = "The server that they are connected to, or unix:PATH.")
    private @Nullable Address to;

    @Mixin
    private ChaosOptions faults = new ChaosOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What all that is drawn comes from. Default: another one in each run, which is told.")
    private @Nullable Long seed;

    @Option(names = "--verbose", description = "Tell of every fault, of flipped bits of the first few.")
    private boolean verbose;

    ChaosCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        long drawnFrom = seed == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : seed;
        FaultPlan plan = faults.plan(drawnFrom);
        try (var proxy = ChaosProxy.listen(
                Objects.requireNonNull(listen), Objects.requireNonNull(to), plan, new Log(console, verbose))) {
            console.note("listening on " + proxy.address() + "   to " + to + ", --seed " + drawnFrom);
            Runtime.getRuntime().addShutdownHook(new Thread(proxy::close, "close"));
            new CountDownLatch(1).await();
        }
        return ExitCode.OK;
    }

    /** One line for each fault; what could come at every byte has a bound. */
    static final class Log implements ChaosObserver {
        private static final long MOST_FLIPS = 100;

        private final Console console;
        private final boolean verbose;
        private final AtomicLong flips = new AtomicLong();

        Log(Console console, boolean verbose) {
            this.console = console;
            this.verbose = verbose;
        }

        @Override
        public void onFault(long connection, Direction direction, Fault fault) {
            if (!verbose) {
                return;
            }
            long flip = fault.kind() == Fault.Kind.FLIP ? flips.incrementAndGet() : 0;
            if (flip <= MOST_FLIPS) {
                console.note("connection " + connection + ": " + fault.kind() + " after " + fault.afterBytes()
                        + " bytes " + direction);
            }
            if (flip == MOST_FLIPS) {
                console.note("further flips are not told");
            }
        }

        @Override
        public void onUnreachable(long connection, String reason) {
            console.note("connection " + connection + ": turned away: " + reason);
        }
    }
}
